import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { describeServer, test } from '../lib/suite.js';

// Debian's browser; without it, nothing can be looked at.
const BROWSER = '/usr/bin/chromium';
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describeServer('pages in a browser', (env) => {
  const options = { skip: !existsSync(BROWSER) && `there is no ${BROWSER}` };
  let browser;
  before(async () => {
    browser = options.skip ? undefined : await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });
  });
  after(() => browser?.close());

  /** Opens a page, and returns it with all that the browser has refused or complained of. */
  const open = async (path) => {
    const page = await browser.newPage();
    const complaints = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    page.on('response', (response) => response.status() >= 400 && complaints.push(`${response.url()} answered ${response.status()}`));
    await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`blocked: ${event.violatedDirective} ${event.blockedURI}`)));
    await page.goto(env.server.baseUrl + path);
    return { page, complaints };
  };

  test('the welcome page works, and nothing of it is blocked', options, async () => {
    const { page, complaints } = await open('/#chat:page');
    await page.locator('#state.connected').waitFor();
    await page.locator('#curl').filter({ hasText: 'chat:page' }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('the page of the API works, and nothing of it is blocked', options, async () => {
    const { page, complaints } = await open('/openapi/index.html');
    const publish = page.locator('.opblock', { hasText: '/api/publish' }).first();
    await publish.waitFor();
    await publish.locator('.opblock-summary').click();
    await publish.locator('.opblock-body').waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('a page of elsewhere cannot frame them', options, async () => {
    const page = await browser.newPage();
    const refused = page.waitForEvent('console', (message) => /frame-ancestors|X-Frame-Options/i.test(message.text()));
    await page.setContent(`<iframe src="${env.server.baseUrl}/"></iframe>`);
    await refused;
    await page.close();
  });
}, { welcomePage: true });
