// How the recogniser is doing: a word in the header, its figures on a click.
import { computed, onBeforeUnmount, ref } from 'vue';
import { api } from './api.js';
import { w } from './words.js';

const EVERY_MS = 5000;
const LATE_S = 1.0;
const FULL = 0.9;

export const RecogniserHealth = {
  setup() {
    const health = ref(null);
    const open = ref(false);
    const look = async () => {
      // Without an answer the connection's own mark says what is wrong.
      try { health.value = await api.health(); } catch { health.value = null; }
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    onBeforeUnmount(() => clearInterval(timer));
    const strained = computed(() => health.value && (health.value.lag_s > LATE_S || health.value.busy > FULL));
    const rows = computed(() => {
      const h = health.value;
      const r = h?.recogniser;
      if (!r) return [];
      return [
        [w.hModel, h.model], [w.rooms, h.rooms_on_air], [w.hBusy, `${Math.round(h.busy * 100)}%`],
        [w.hLag, `${h.lag_s.toFixed(1)} s`], [w.hQueued, r.queued], [w.hDecode, `${Math.round(r.decode_s * 1000)} ms`],
        [w.hFactor, r.real_time_factor.toFixed(2)], [w.hDecodes, r.decodes], [w.hDropped, r.dropped_heartbeats],
        [w.hGhosts, r.ghosts], [w.hFailures, r.failures],
      ];
    });
    return { w, health, open, strained, rows };
  },
  template: `
  <span v-if="health" class="health">
    <button class="quiet" :class="{ strained }" :aria-expanded="open" @click="open = !open">{{ w.hearing }} {{ Math.round(health.busy * 100) }}%<template v-if="strained"> · {{ w.lag }} {{ health.lag_s.toFixed(1) }} s</template></button>
    <dl v-if="open"><template v-for="[name, value] in rows" :key="name"><dt>{{ name }}</dt><dd>{{ value }}</dd></template></dl>
  </span>`,
};
