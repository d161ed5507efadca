// The live connection: hello, resume by seq, heartbeat, back-off. Calls back with plain messages.
const MAX_WAIT_MS = 10_000;
const SILENCE_MS = 40_000;

export function connectLive({ onState, onMessage }) {
  let epoch = null;
  let seq = 0;
  let wait = 500;
  let watchdog = 0;

  function open() {
    onState('connecting');
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`);
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => socket.close(), SILENCE_MS);
    };
    socket.onopen = () => {
      alive();
      socket.send(JSON.stringify({
        type: 'hello', v: 1, resume: epoch ? { epoch, seq } : null, rooms: ['*'], min_severity: 'low',
      }));
    };
    socket.onmessage = (event) => {
      alive();
      const message = JSON.parse(event.data);
      if (message.type === 'ping') { socket.send('{"type":"pong"}'); return; }
      if (message.type === 'welcome') {
        wait = 500;
        // Without recovery the place in the log is the snapshot's, which follows.
        if (!message.recovered) seq = 0;
        epoch = message.epoch;
        onState('connected');
      }
      if (message.type === 'snapshot') seq = message.seq;
      if (message.type === 'events') {
        const fresh = message.items.filter((item) => item.seq > seq);
        if (fresh.length) seq = fresh[fresh.length - 1].seq;
        message.items = fresh;
      }
      onMessage(message);
    };
    socket.onclose = (event) => {
      clearTimeout(watchdog);
      if (event.code === 4401) { location.assign('/login'); return; }
      onState('offline');
      setTimeout(open, wait + Math.random() * 250);
      wait = Math.min(wait * 2, MAX_WAIT_MS);
    };
  }
  open();
}
