import { config } from './config.js';

/** The HTTP API of a server. */
export class Api {
  constructor(baseUrl, key = config.api.keys[0].key) {
    this.baseUrl = baseUrl;
    this.key = key;
  }

  /** Sends a request as it is and returns the response. */
  post(path, body, headers = { 'X-API-Key': this.key }) {
    return fetch(`${this.baseUrl}${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });
  }

  /** Calls a method and returns the answer, be it `{result}` or `{error}`. */
  async ask(method, parameters = {}) {
    const response = await this.post(`/api/${method}`, JSON.stringify(parameters));
    if (response.status !== 200) {
      throw new Error(`${method} answered ${response.status}: ${await response.text()}`);
    }
    return response.json();
  }

  /** Calls a method and returns its result; an error is thrown. */
  async call(method, parameters) {
    const answer = await this.ask(method, parameters);
    if (answer.error) {
      throw new Error(`${method} answered ${JSON.stringify(answer.error)}`);
    }
    return answer.result;
  }

  publish(channel, data, more = {}) {
    return this.call('publish', { channel, data, ...more });
  }

  /** Publishes the values one after the other. */
  async publishAll(channel, values) {
    for (const value of values) {
      await this.publish(channel, value);
    }
  }

  /** The data of what a channel's history holds. */
  async dataOf(channel) {
    const { publications } = await this.call('history', { channel, limit: 1_000 });
    return publications.map(({ data }) => data);
  }
}
