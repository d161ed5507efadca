// REST calls; a problem comes back as an Error whose message is for people.
const BASE = '/api/v1';

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

const call = (method, path, body, headers = {}) => send(method, path, {
  headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
  body: body === undefined ? undefined : JSON.stringify(body),
});

async function send(method, path, { headers, body }) {
  const response = await fetch(BASE + path, { method, headers, body });
  if (response.status === 401) location.assign('/login');
  const text = await response.text();
  const data = text ? JSON.parse(text) : null;
  if (!response.ok) throw new ApiError(response.status, data ?? {});
  return data;
}

export const api = {
  health: () => call('GET', '/health'),
  createRoom: (room) => call('POST', '/rooms', room),
  setProducts: (id, products) => call('PUT', `/rooms/${encodeURIComponent(id)}/products`, { products }),
  parseCards: (file) => send('POST', `/cards/parse?${new URLSearchParams({ name: file.name })}`,
    { headers: { 'Content-Type': 'application/octet-stream' }, body: file }),
  deleteRoom: (id) => call('DELETE', `/rooms/${encodeURIComponent(id)}`),
  startSource: (id, url) => call('POST', `/rooms/${encodeURIComponent(id)}/source`, { url }),
  stopSource: (id) => call('DELETE', `/rooms/${encodeURIComponent(id)}/source`),
  onAir: (id, product) => call('POST', `/rooms/${encodeURIComponent(id)}/on-air`, { product }),
  alerts: (query) => call('GET', `/alerts?${new URLSearchParams(query)}`),
  check: (body) => call('POST', '/check', body),
  verdict: (alert, verdict, reason = '') =>
    call('POST', `/alerts/${alert.id}/verdict`, { verdict, reason }, {
      'If-Match': `"${alert.version}"`,
      // crypto.randomUUID is missing on plain-http addresses other than loopback.
      'Idempotency-Key': `${alert.id}-${alert.version}-${verdict}-${Date.now()}`,
    }),
};
