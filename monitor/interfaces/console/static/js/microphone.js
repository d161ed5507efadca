// This browser's microphone as a room's sound: captured, cut into frames, pushed over a websocket.
import { reactive } from 'vue';
import { w } from './words.js';

const RATE = 16_000;
// Half a minute of unsent sound: the line is too slow to be called live.
const MOST_UNSENT = 30 * RATE * 2;
const ENDING_MS = 20_000;

export const microphone = reactive({ room: null, state: 'off', level: 0 });
let running = null;

// Browsers give the microphone only to pages from https or from this machine.
export const microphoneRefusal = () => {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return w.micInsecure;
  return window.AudioWorkletNode ? '' : w.micUnsupported;
};

export async function openMicrophone(room, onError) {
  const refusal = microphoneRefusal();
  if (refusal) throw new Error(refusal);
  if (microphone.room) throw new Error(w.micBusy);
  Object.assign(microphone, { room, state: 'opening', level: 0 });
  const parts = {};
  try {
    parts.stream = await ask();
    parts.context = makeContext();
    await parts.context.audioWorklet.addModule('/static/js/pcm-worklet.js');
    // A context begins suspended unless a click made it.
    await parts.context.resume();
    parts.socket = await startPush(room, parts.context.sampleRate);
  } catch (error) {
    release(parts);
    throw error;
  }
  running = parts;
  microphone.state = 'on';
  parts.socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === 'error') fail(frame.detail);
    if (frame.type === 'ended') release(parts);
  };
  parts.socket.onclose = () => { if (running === parts) fail(w.micBroken); };
  parts.stream.getAudioTracks()[0].onended = () => closeMicrophone();
  const worklet = new AudioWorkletNode(parts.context, 'pcm', { numberOfOutputs: 0 });
  worklet.port.onmessage = ({ data }) => {
    if (running !== parts || microphone.state !== 'on') return;
    if (parts.socket.bufferedAmount > MOST_UNSENT) { fail(w.micSlow); return; }
    microphone.level = data.level;
    parts.socket.send(data.pcm);
  };
  parts.context.createMediaStreamSource(parts.stream).connect(worklet);

  function fail(message) {
    release(parts);
    onError(message);
  }
}

export function closeMicrophone() {
  const parts = running;
  if (!parts || microphone.state !== 'on') return;
  microphone.state = 'closing';
  parts.stream.getTracks().forEach((track) => track.stop());
  // The server finishes what it has heard and says `ended`.
  parts.socket.send('{"type":"end"}');
  setTimeout(() => release(parts), ENDING_MS);
}

window.addEventListener('pagehide', closeMicrophone);

async function ask() {
  // What the host says shall be judged as it was said: no gain, no suppression.
  const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  try { return await navigator.mediaDevices.getUserMedia({ audio }); }
  catch (error) { throw new Error(error.name === 'NotFoundError' ? w.micNone : w.micDenied); }
}

function makeContext() {
  // Not every browser resamples a microphone for a context; the server takes any rate.
  try { return new AudioContext({ sampleRate: RATE }); } catch { return new AudioContext(); }
}

function startPush(room, rate) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/api/v1/rooms/${encodeURIComponent(room)}/audio`);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: 'start', format: 's16le', sample_rate: rate, channels: 1 }));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === 'ready') resolve(socket);
      else { socket.close(); reject(new Error(frame.detail ?? w.micBroken)); }
    };
    socket.onclose = () => reject(new Error(w.micBroken));
  });
}

function release(parts) {
  if (running === parts || running === null) {
    running = null;
    Object.assign(microphone, { room: null, state: 'off', level: 0 });
  }
  parts.stream?.getTracks().forEach((track) => track.stop());
  if (parts.context && parts.context.state !== 'closed') parts.context.close();
  if (parts.socket) { parts.socket.onclose = null; parts.socket.close(); }
}
