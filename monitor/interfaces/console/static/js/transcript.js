// What is being said in the room that is looked at, with the offending words marked as they come.
import { computed, nextTick, ref, watch } from 'vue';
import { api } from './api.js';
import { state } from './state.js';
import { w, clock } from './words.js';
import { Marked } from './marks.js';
import { CardFile, warningsText } from './cards.js';
import { microphone, microphoneRefusal, openMicrophone, closeMicrophone } from './microphone.js';

export const Transcript = {
  components: { Marked, CardFile },
  setup() {
    const box = ref(null);
    const follows = ref(true);
    const error = ref('');
    const told = ref('');
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
    watch(() => state.room, () => { error.value = told.value = ''; });
    async function act(action) {
      error.value = told.value = '';
      try { await action(); } catch (problem) { error.value = problem.message; }
    }
    const stop = () => act(() => api.stopSource(room.value.id));
    const remove = () => act(() => api.deleteRoom(room.value.id));
    const listen = (id) => act(() => openMicrophone(id, (message) => { error.value = message; }));
    const heardHere = computed(() => microphone.room === room.value?.id);
    // Somebody ended the session elsewhere: what the microphone hears goes nowhere.
    watch(() => state.rooms[microphone.room]?.session, (session, before) => { if (before && !session) closeMicrophone(); });
    const take = ({ products, warnings }) => act(async () => {
      await api.setProducts(room.value.id, products);
      told.value = [`${w.cardsTaken} ${products.length}`, warningsText(warnings)].filter(Boolean).join('\n');
    });
    const put = (event) => act(() => api.onAir(room.value.id, event.target.value || null));
    const isLooked = (line) => looked.value && looked.value.room === state.room
      && looked.value.session === line.session && looked.value.finding.utterance === line.id;
    return { w, clock, room, lines, product, box, scrolled, stop, remove, put, error, told, isLooked, take, listen, heardHere, microphone, closeMicrophone, refusal: microphoneRefusal() };
  },
  template: `
  <section class="pane transcript" aria-label="transcript">
    <template v-if="room">
      <h2>{{ room.name }} <span class="dim">{{ w.transcript }}</span><span class="spacer"></span>
        <CardFile :label="w.cardFile" @cards="take" @refused="error = $event"/>
        <button v-if="heardHere" class="quiet mic on" @click="closeMicrophone" :disabled="microphone.state !== 'on'"><i class="level" :style="{ width: microphone.level * 2 + 'em' }"></i>{{ w.micOff }}</button>
        <button v-else-if="!room.session" class="quiet mic" @click="listen(room.id)" :disabled="!!refusal || !!microphone.room" :title="refusal">{{ w.mic }}</button>
        <button v-if="room.session && !heardHere" class="quiet" @click="stop">{{ w.stop }}</button>
        <button v-else-if="!room.session" class="quiet" @click="remove">{{ w.remove }}</button></h2>
      <div class="onair" v-if="room.products.length">
        <span class="dim">{{ w.onAir }}</span>
        <select :value="room.on_air ?? ''" @change="put" :disabled="!room.session">
          <option value="">{{ w.noProduct }}</option>
          <option v-for="card in room.products" :value="card.id">{{ card.link ? card.link + ' 号 · ' : '' }}{{ card.name }}</option>
        </select>
        <span v-if="product?.price?.live" class="price">¥{{ product.price.live }}</span>
        <span class="spacer"></span>
        <span v-if="room.claims" class="dim claims" :title="w.claimsTitle">{{ w.matches }} {{ room.claims.match ?? 0 }} · {{ w.contradicts }} {{ room.claims.contradiction ?? 0 }} · {{ w.unknown }} {{ room.claims['cannot-tell'] ?? 0 }}</span>
      </div>
      <p v-if="error" class="error" role="alert">{{ error }}</p>
      <p v-if="told" class="warnings" role="status">{{ told }}</p>
      <p v-if="refusal && !room.session" class="warnings">{{ refusal }}</p>
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
