export const DEADLINE_MS = 60_000;

/** Fails unless the promise settles before the deadline, which is generous: it only ends what would hang. */
export function within(promise, what, milliseconds = DEADLINE_MS) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out waiting for ${what()}`)), milliseconds);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}

/** Asks again until the probe returns something true. For states of the server that no event tells. */
export async function eventually(probe, what, intervalMilliseconds = 50, milliseconds = DEADLINE_MS) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const result = await probe();
    if (result) {
      return result;
    }
    if (Date.now() > end) {
      throw new Error(`timed out waiting for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMilliseconds));
  }
}

/** Keeps what happened from the first moment on, so that a test can wait for it whenever it likes. */
export class Recorder {
  #log = [];
  #waiting = new Set();

  add(name, context) {
    this.#log.push({ name, context });
    for (const check of this.#waiting) {
      check();
    }
  }

  listen(emitter, names) {
    for (const name of names) {
      emitter.on(name, (context) => this.add(name, context));
    }
    return this;
  }

  /** Everything of that name so far, in order. */
  all(name) {
    return this.#log.filter((entry) => entry.name === name).map((entry) => entry.context);
  }

  /** Waits until there are `count` events of that name that fit, and returns the first `count` of them. */
  take(name, count, fits = () => true) {
    let check;
    const enough = new Promise((resolve) => {
      check = () => {
        const found = this.all(name).filter(fits);
        if (found.length >= count) {
          resolve(found.slice(0, count));
        }
      };
      this.#waiting.add(check);
      check();
    });
    const what = () => `${count} × ${name}; so far: ${JSON.stringify(this.#log).slice(0, 2000)}`;
    return within(enough, what).finally(() => this.#waiting.delete(check));
  }

  /** Waits for the first event of that name that fits. */
  async next(name, fits) {
    return (await this.take(name, 1, fits))[0];
  }
}
