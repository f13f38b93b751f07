import { Recorder } from './events.js';

/** Reads a one-way stream with fetch: every event as `{id, data}`, the data parsed. Ends with the test. */
export class EventReader {
  events = new Recorder();

  static async open(test, url, options = {}) {
    const reader = new EventReader();
    const abort = new AbortController();
    test.after(() => abort.abort());
    reader.close = () => abort.abort();
    reader.response = await fetch(url, { ...options, signal: abort.signal });
    if (reader.response.status === 200) {
      reader.#read(reader.response.body).catch(() => {});
    }
    return reader;
  }

  async #read(body) {
    let buffer = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      buffer += text;
      const blocks = buffer.split('\n\n');
      buffer = blocks.pop();
      for (const block of blocks) {
        this.#add(block);
      }
    }
    this.events.add('end', {});
  }

  #add(block) {
    const fields = block.split('\n').map((line) => line.match(/^([a-z]*): ?(.*)$/)?.slice(1) ?? [line, '']);
    const valuesOf = (name) => fields.filter(([field]) => field === name).map(([, value]) => value);
    const data = valuesOf('data');
    if (data.length > 0) {
      this.events.add('event', { id: valuesOf('id').at(-1), data: JSON.parse(data.join('\n')) });
    }
  }
}

/** The data of a channel's publications in a list of pushes: those recovered, which the connect push may carry, and those after it. */
export function publicationsIn(pushes, channel) {
  return pushes.flatMap((push) => {
    const recovered = push.connect?.subs?.[channel]?.publications ?? [];
    const live = push.channel === channel && push.pub ? [push.pub] : [];
    return [...recovered, ...live].map(({ data }) => data);
  });
}
