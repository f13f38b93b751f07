import { Client } from './client.js';

const MESSAGES_KEPT = 200;
const PAST_SHOWN = 50;
const STATES = { connecting: 'connecting', connected: 'connected', waiting: 'connection lost, coming back', refused: 'refused' };
const byId = (id) => document.getElementById(id);
const client = new Client(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/connection/websocket`);
let channel = decodeURIComponent(location.hash.slice(1)) || 'news';
let presenceDue;

function showState(detail) {
  const { state, reason } = typeof detail === 'string' ? { state: detail, reason: '' } : detail;
  byId('state').className = `state ${state}`;
  byId('state').textContent = reason ? `${STATES[state]} (${reason})` : STATES[state];
}

function showPosition(position) {
  byId('offset').textContent = position ? position.offset : '–';
  byId('epoch').textContent = position?.epoch || '–';
}

async function showPresence() {
  const reply = await client.call({ presence_stats: { channel } }).catch(() => undefined);
  byId('present').textContent = reply ? (reply.presence_stats.num_clients ?? 0) : '–';
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function textOf(data) {
  return typeof data?.text === 'string' && Object.keys(data).length === 1 ? data.text : JSON.stringify(data);
}

function lineOf(offset, content, time) {
  const line = document.createElement('li');
  const clock = element('time', '', time.toLocaleTimeString());
  clock.dateTime = time.toISOString();
  line.append(element('span', 'offset', offset), content, clock);
  return line;
}

function addLine(offset, content, time) {
  const list = byId('messages');
  list.prepend(lineOf(offset, content, time));
  while (list.childElementCount > MESSAGES_KEPT) list.lastElementChild.remove();
}

function publicationLine({ offset, data, time }) {
  return [offset ? `#${offset}` : '', element('span', 'data', textOf(data)), time ? new Date(time) : new Date()];
}

/** Shows what came before the subscription, where the channel keeps it and tells everybody. */
async function showPast(position) {
  const name = channel;
  const reply = await client.call({ history: { channel, limit: PAST_SHOWN, reverse: true } }).catch(() => undefined);
  if (name !== channel) return;
  for (const publication of reply?.history.publications ?? []) {
    if (publication.offset <= position.offset) byId('messages').append(lineOf(...publicationLine(publication)));
  }
}

function showSnippets() {
  const body = JSON.stringify({ channel, data: { text: 'hello' } });
  const quoted = body.replaceAll("'", String.raw`'\''`);
  byId('curl').textContent = `curl ${location.origin}/api/publish \\\n  -H 'X-API-Key: development' \\\n  -d '${quoted}'`;
  byId('browser').textContent = [
    "import { Centrifuge } from 'centrifuge';",
    '',
    'const client = new Centrifuge(',
    `  '${location.origin.replace(/^http/, 'ws')}/connection/websocket');`,
    `const channel = client.newSubscription(${JSON.stringify(channel)});`,
    "channel.on('publication', (p) => console.log(p));",
    'channel.subscribe();',
    'client.connect();',
  ].join('\n');
}

async function follow(name) {
  channel = name;
  history.replaceState(null, '', `#${encodeURIComponent(name)}`);
  byId('channel').value = name;
  byId('messages').replaceChildren();
  byId('problem').textContent = '';
  showPosition(undefined);
  showSnippets();
  await client.follow(name);
}

client.addEventListener('state', ({ detail }) => showState(detail));
client.addEventListener('problem', ({ detail }) => { byId('problem').textContent = detail; });
client.addEventListener('presence', () => {
  clearTimeout(presenceDue);
  presenceDue = setTimeout(showPresence, 100);
});
client.addEventListener('subscribed', ({ detail }) => {
  byId('problem').textContent = '';
  showPosition(detail.position);
  showPresence();
  if (!detail.resumed && detail.position) showPast(detail.position);
  if (detail.resumed) addLine('', element('span', 'note', detail.recovered ? 'back, nothing missed' : 'back, what was missed is gone'), new Date());
});
client.addEventListener('publication', ({ detail }) => {
  if (detail.position) showPosition(detail.position);
  addLine(...publicationLine(detail));
});

byId('follow').addEventListener('submit', (event) => {
  event.preventDefault();
  follow(byId('channel').value.trim());
});
byId('publish').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = byId('text').value;
  try {
    await client.publish({ text });
    byId('text').value = '';
    byId('problem').textContent = '';
  } catch (error) {
    byId('problem').textContent = `Publishing failed: ${error.message}.`;
  }
});
for (const button of document.querySelectorAll('[data-copies]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(byId(button.dataset.copies).textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
}

follow(channel);
client.connect();
