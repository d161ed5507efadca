// What the console knows, and how each message from the server changes it.
import { reactive } from 'vue';
import { w } from './words.js';

const KEPT_LINES = 300;
export const RANK = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };
export const OPEN = new Set(['new', 'claimed', 'reopened']);

export const state = reactive({
  link: 'connecting',
  pack: null,
  dropped: 0,
  notice: null,   // {good, text}: what came of a change of the rules
  rooms: {},
  alerts: {},
  lines: {},      // room → [{kind: 'said'|'gap', …}], oldest first
  room: null,     // the room that is looked at
  alert: null,    // the alert that is looked at
  fresh: {},      // alert id → true while it is new to the eye
});

export function receive(message) {
  switch (message.type) {
    case 'welcome': state.pack = message.pack; break;
    case 'snapshot': restore(message); break;
    case 'events': for (const item of message.items) apply(item); break;
    case 'utterance': said(message.room, message.data); break;
    case 'dropped': state.dropped += message.n; break;
  }
}

function restore(snapshot) {
  state.rooms = Object.fromEntries(snapshot.rooms.map((room) => [room.id, room]));
  state.alerts = Object.fromEntries(snapshot.alerts.map((alert) => [alert.id, alert]));
  state.lines = {};
  for (const [room, items] of Object.entries(snapshot.utterances)) for (const item of items) said(room, item);
  pickRoom();
}

function apply({ type, room, data }) {
  if (type === 'utterance') said(room, data);
  else if (type === 'coverage.gap') lines(room).push({ kind: 'gap', key: `gap${data.start_s}`, ...data });
  else if (type === 'room.state') roomChanged(room, data);
  else if (type === 'rules.reloaded') rulesReloaded(data);
  else if (type.startsWith('alert.')) alertChanged(type, data.alert);
}

function rulesReloaded({ pack, refused, changed }) {
  if (pack) state.pack = pack;
  const { shared = [], ...rules } = changed ?? {};
  const count = Object.values(rules).flat().length;
  const what = [count && `${count} ${w.rulesCounts}`, shared.length && w.rulesShared].filter(Boolean).join('，');
  state.notice = refused
    ? { good: false, text: `${w.rulesRefused}\n${refused}` }
    : { good: true, text: `${w.rulesChanged}：${pack.version}${what ? `（${what}）` : ''}` };
}

function alertChanged(type, alert) {
  const known = state.alerts[alert.id];
  if (known && known.version >= alert.version) return;
  state.alerts[alert.id] = alert;
  if (type === 'alert.created') {
    state.fresh[alert.id] = true;
    setTimeout(() => delete state.fresh[alert.id], 4000);
  }
}

function roomChanged(id, data) {
  if (data.change === 'deleted') {
    delete state.rooms[id];
    if (state.room === id) { state.room = null; pickRoom(); }
  } else if (data.room && 'state' in data.room) {
    state.rooms[id] = data.room;
    pickRoom();
  }
}

function said(room, utterance) {
  const list = lines(room);
  const key = `${utterance.session}/${utterance.id}`;
  const index = list.findLastIndex((line) => line.key === key);
  const line = { kind: 'said', key, ...utterance };
  if (index < 0) { if (utterance.text) list.splice(placeOf(line, list), 0, line); }
  else if (list[index].final && !utterance.final) return;
  else if (utterance.text) list[index] = line;
  else list.splice(index, 1);
  if (list.length > KEPT_LINES) list.splice(0, list.length - KEPT_LINES);
  if (utterance.on_air !== undefined && state.rooms[room]) state.rooms[room].on_air = utterance.on_air;
  if (utterance.claims && state.rooms[room]) state.rooms[room].claims = utterance.claims;
}

// A line may come after one that was spoken later: the transcript keeps the order of speech.
function placeOf(line, list) {
  let at = list.length;
  while (at > 0 && list[at - 1].session === line.session && list[at - 1].start_s > line.start_s) at -= 1;
  return at;
}

function lines(room) { return (state.lines[room] ??= []); }

function pickRoom() {
  if (state.room && state.rooms[state.room]) return;
  const rooms = Object.values(state.rooms);
  state.room = (rooms.find((room) => room.session) ?? rooms[0])?.id ?? null;
}
