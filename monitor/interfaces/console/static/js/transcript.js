// What is being said in the room that is looked at, with the offending words marked as they come.
import { computed, nextTick, ref, watch } from 'vue';
import { api } from './api.js';
import { state } from './state.js';
import { w, clock } from './words.js';
import { Marked } from './marks.js';

export const Transcript = {
  components: { Marked },
  setup() {
    const box = ref(null);
    const follows = ref(true);
    const error = ref('');
    const room = computed(() => state.rooms[state.room]);
    const lines = computed(() => state.lines[state.room] ?? []);
    const product = computed(() => room.value?.products.find((card) => card.id === room.value.on_air));
    const looked = computed(() => state.alerts[state.alert]);
    const scrolled = () => {
      const b = box.value;
      follows.value = b.scrollHeight - b.scrollTop - b.clientHeight < 60;
    };
    watch([lines, () => lines.value.at(-1)?.text, () => state.room], async () => {
      await nextTick();
      if (follows.value && box.value) box.value.scrollTop = box.value.scrollHeight;
    }, { deep: false });
    async function act(action) {
      error.value = '';
      try { await action(); } catch (problem) { error.value = problem.message; }
    }
    const stop = () => act(() => api.stopSource(room.value.id));
    const remove = () => act(() => api.deleteRoom(room.value.id));
    const put = (event) => act(() => api.onAir(room.value.id, event.target.value || null));
    const isLooked = (line) => looked.value && looked.value.room === state.room
      && looked.value.session === line.session && looked.value.finding.utterance === line.id;
    return { w, clock, room, lines, product, box, scrolled, stop, remove, put, error, isLooked };
  },
  template: `
  <section class="pane transcript" aria-label="transcript">
    <template v-if="room">
      <h2>{{ room.name }} <span class="dim">{{ w.transcript }}</span><span class="spacer"></span>
        <button v-if="room.session" class="quiet" @click="stop">{{ w.stop }}</button>
        <button v-else class="quiet" @click="remove">{{ w.remove }}</button></h2>
      <div class="onair" v-if="room.products.length">
        <span class="dim">{{ w.onAir }}</span>
        <select :value="room.on_air ?? ''" @change="put" :disabled="!room.session">
          <option value="">{{ w.noProduct }}</option>
          <option v-for="card in room.products" :value="card.id">{{ card.link ? card.link + ' 号 · ' : '' }}{{ card.name }}</option>
        </select>
        <span v-if="product?.price?.live" class="price">¥{{ product.price.live }}</span>
      </div>
      <p v-if="error" class="error" role="alert">{{ error }}</p>
      <div class="scroll lines" ref="box" @scroll="scrolled" aria-live="polite">
        <p v-if="!lines.length" class="empty">{{ w.silent }}</p>
        <template v-for="line in lines" :key="line.key">
          <p v-if="line.kind === 'gap'" class="line gap"><time>{{ clock(line.start_s) }}</time><span>{{ w.gap }} {{ clock(line.start_s) }}–{{ clock(line.end_s) }}：{{ line.reason }}</span></p>
          <p v-else class="line" :class="{ partial: !line.final, looked: isLooked(line) }"><time>{{ clock(line.start_s) }}</time><Marked :text="line.text" :marks="line.marks"/></p>
        </template>
      </div>
    </template>
    <p v-else class="empty">{{ w.noRooms }}</p>
  </section>`,
};
