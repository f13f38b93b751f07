// What arrives for the user: events that services publish, and what becomes of the user's jobs.
const at = (id) => document.getElementById(id);
const method = 'tasks.primes';
const ends = ['done', 'failed', 'cancelled'];
const seen = new Set();
let job;

/** The first ticket is in the page; each works once, so that every further connection gets another. */
async function getToken() {
  const answer = await fetch('/ticket');
  if (answer.status === 401) {
    location.assign('/login');
    throw new Centrifuge.UnauthorizedError('signed out');
  }
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
  return answer.text();
}

const client = new Centrifuge(`${location.origin.replace('http', 'ws')}/connection/websocket`, { token: document.body.dataset.ticket, getToken });
const show = (state) => { at('state').textContent = at('state').dataset.state = state; at('start').disabled = state !== 'connected'; };
client.on('connecting', ({ code }) => { show('connecting'); if (code !== 0) client.setToken(''); });
client.on('connected', () => { show('connected'); latest().catch(() => {}); });
client.on('disconnected', ({ code, reason }) => { show('disconnected'); at('state').title = `${code} ${reason}`; });
client.on('publication', ({ data, tags }) => {
  if (tags?.id) {
    client.rpc('sb.mark', { ids: [tags.id], as: 'delivered' }).catch(() => {});
    // What was not marked before the connection broke comes again.
    if (seen.has(tags.id)) return;
    seen.add(tags.id);
  }
  if (tags?.event === 'job') showJob(data);
  else if (tags?.event !== 'mark') showEvent(tags?.event ?? 'event', data);
});
if (document.body.dataset.ticket.startsWith('wstoken')) client.connect();

function showEvent(name, data) {
  const item = document.createElement('li');
  const [label, time, text] = ['b', 'time', 'span'].map((tag) => item.appendChild(document.createElement(tag)));
  label.textContent = name;
  text.textContent = data?.text ?? Object.entries(Object(data)).map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' · ');
  time.textContent = new Date().toLocaleTimeString();
  at('events').prepend(item);
  while (at('events').children.length > 50) at('events').lastChild.remove();
  at('empty').hidden = true;
}

function showJob(change) {
  if (change.method !== method || (job && job.id !== change.id && change.created_at < job.created_at)) return;
  // What was asked for may say less than what has arrived meanwhile.
  if (job?.id === change.id && ends.includes(job.state) && !ends.includes(change.state)) return;
  job = { ...(job?.id === change.id ? job : {}), ...change };
  const { state, progress, result, error } = job;
  const ended = ends.includes(state);
  at('job').hidden = false;
  at('job').dataset.state = state;
  at('job-state').textContent = state === 'progress' ? 'working' : state;
  at('progress').value = state === 'done' ? 100 : progress?.percent ?? 0;
  at('percent').textContent = `${at('progress').value} %`;
  at('result').textContent = state === 'done' ? `${result.primes.toLocaleString('en')} primes below ${result.below.toLocaleString('en')}, in ${result.seconds}\u00a0s`
    : state === 'failed' ? error?.message ?? 'It failed.' : ended ? 'Cancelled.' : '';
  at('start').hidden = !ended;
  at('cancel').hidden = ended;
}

/** The newest job of this user, whichever page has begun it; lists are without results. */
async function latest() {
  const { data: { jobs: [newest] } } = await client.rpc('sb.jobs', { method, limit: 1 });
  if (newest) showJob((await client.rpc('sb.job_status', { id: newest.id })).data);
}

at('compute').addEventListener('submit', async (event) => {
  event.preventDefault();
  // One key for one press of the button: submitting again after a lost connection makes no second job.
  const submit = { method, data: { below: at('below').valueAsNumber }, idempotency_key: crypto.randomUUID() };
  await client.rpc('sb.job', submit).then(latest, (problem) => { at('job').hidden = false; at('result').textContent = problem.message; });
});
at('cancel').addEventListener('click', () => client.rpc('sb.job_cancel', { id: job.id }));
