// The wall of rooms, and making a new one.
import { computed, reactive, ref } from 'vue';
import { api } from './api.js';
import { state, RANK, OPEN } from './state.js';
import { w, clock } from './words.js';
import { CardFile, warningsText } from './cards.js';

const NewRoom = {
  components: { CardFile },
  emits: ['close'],
  setup(_, { emit }) {
    const form = reactive({ name: '', url: '', products: '', error: '', warnings: '', busy: false });
    async function create() {
      form.error = '';
      form.busy = true;
      try {
        const cards = form.products.trim() ? JSON.parse(form.products) : [];
        const room = await api.createRoom({ name: form.name, products: cards.products ?? cards });
        state.room = room.id;
        if (form.url.trim()) await api.startSource(room.id, form.url.trim());
        emit('close');
      } catch (error) {
        form.error = error.message;
      } finally {
        form.busy = false;
      }
    }
    function take({ products, warnings }) {
      form.error = '';
      form.warnings = warningsText(warnings);
      form.products = JSON.stringify(products, null, 1);
    }
    return { w, form, create, take };
  },
  template: `
  <div class="veil" @click.self="$emit('close')" @keydown.esc="$emit('close')">
    <form class="dialog" @submit.prevent="create" role="dialog" :aria-label="w.addRoom">
      <h2>{{ w.addRoom }}</h2>
      <label>{{ w.name }}<input v-model="form.name" name="name" required autofocus></label>
      <label>{{ w.source }}<input v-model="form.url" name="url" placeholder="https://…/live.flv · rtmp://… · /录像/第三场.mp4"></label>
      <label>{{ w.products }}<textarea v-model="form.products" name="products" rows="6" placeholder='[{"id":"sku-1","link":1,"name":"…","category":"food"}]'></textarea></label>
      <CardFile :label="w.cardFile" @cards="take" @refused="form.error = $event"/>
      <p v-if="form.warnings" class="warnings">{{ form.warnings }}</p>
      <p v-if="form.error" class="error" role="alert">{{ form.error }}</p>
      <div class="actions"><button type="button" @click="$emit('close')">{{ w.cancel }}</button><button class="primary" :disabled="form.busy">{{ w.create }}</button></div>
    </form>
  </div>`,
};

export const RoomWall = {
  components: { NewRoom },
  setup() {
    const adding = ref(false);
    const rooms = computed(() => Object.values(state.rooms));
    const open = (room) => Object.values(state.alerts).filter((a) => a.room === room.id && OPEN.has(a.state) && RANK[a.severity] >= RANK.medium);
    const worst = (room) => open(room).reduce((held, a) => (RANK[a.severity] > RANK[held] ? a.severity : held), 'info');
    const last = (room) => state.lines[room.id]?.findLast((line) => line.kind === 'said')?.text;
    return { w, clock, state, rooms, adding, open, worst, last };
  },
  template: `
  <section class="pane rooms" aria-label="rooms">
    <h2>{{ w.rooms }} <button class="quiet add" @click="adding = true">＋ {{ w.addRoom }}</button></h2>
    <div class="scroll">
      <p v-if="!rooms.length" class="empty">{{ w.noRooms }}</p>
      <article v-for="room in rooms" :key="room.id" class="room" :class="{ here: room.id === state.room }" @click="state.room = room.id" tabindex="0" @keydown.enter="state.room = room.id">
        <div class="row"><b>{{ room.name }}</b><span v-if="open(room).length" class="badge" :class="worst(room)">{{ open(room).length }}</span></div>
        <div class="row dim"><span class="dot" :class="room.state"></span>{{ w.roomState[room.state] ?? room.state }}<span v-if="room.lag_s > 1"> · {{ w.lag }} {{ room.lag_s.toFixed(1) }} s</span></div>
        <p class="last">{{ last(room) || w.silent }}</p>
        <p v-if="room.trouble" class="error">{{ room.trouble }}</p>
      </article>
    </div>
    <NewRoom v-if="adding" @close="adding = false"/>
  </section>`,
};
