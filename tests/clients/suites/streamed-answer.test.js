import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { Sample } from '../lib/sample.js';

const BROWSER = '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

test('an answer that is streamed is whole on a page that is reloaded in the middle', { skip: !existsSync(BROWSER) && `there is no ${BROWSER}` }, async (t) => {
  const sample = await Sample.startProgram('StreamedAnswer', '--WordMilliseconds', '50');
  t.after(() => sample.stop());
  const browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });
  t.after(() => browser.close());
  const open = async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 700 }, colorScheme: 'dark' });
    await page.goto(sample.baseUrl);
    await page.getByRole('status').filter({ hasText: /^connected$/ }).waitFor();
    return page;
  };

  const [asking, watching] = [await open(), await open()];
  await asking.getByLabel('Question').fill('Why <b>so</b> slow?');
  await asking.getByRole('button', { name: 'Ask' }).click();
  await watching.locator('[data-state="open"] p', { hasText: 'is appended' }).waitFor();
  await watching.reload();
  await watching.locator('[data-state="open"] p', { hasText: 'Word by word: each one is appended' }).waitFor();

  const texts = await Promise.all([asking, watching, await open()].map(async (page) => {
    const answer = page.locator('[data-state="ended"]');
    await answer.waitFor();
    assert.equal(await page.locator('article').count(), 1);
    return answer.innerText();
  }));
  assert.match(texts[0], /^Why <b>so<\/b> slow\?\n+Word by word: .* that it is broken\.\s*$/s);
  assert.deepEqual(texts, [texts[0], texts[0], texts[0]]);
  assert.ok(await asking.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
});
