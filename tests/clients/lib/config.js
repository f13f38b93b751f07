import { readFileSync } from 'node:fs';

/** The configuration that the servers of this suite run with. */
export const config = JSON.parse(readFileSync(new URL('../switchboard.json', import.meta.url), 'utf8'));

/** Returns the configuration with the given options of its sections replaced. */
export function configWith(overrides) {
  const merged = structuredClone(config);
  for (const [section, options] of Object.entries(overrides)) {
    merged[section] = typeof options === 'object' ? { ...merged[section], ...options } : options;
  }
  return merged;
}
