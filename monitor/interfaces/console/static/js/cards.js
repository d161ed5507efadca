// A merchant's card file, read by the server: YAML, JSON, CSV or XLSX in, the cards out.
import { ref } from 'vue';
import { api } from './api.js';
import { w } from './words.js';

export const CardFile = {
  props: { label: String },
  emits: ['cards', 'refused'],
  setup(_, { emit }) {
    const busy = ref(false);
    async function read(event) {
      const input = event.target;
      const [file] = input.files;
      if (!file) return;
      busy.value = true;
      try {
        const { products, warnings } = await api.parseCards(file);
        emit('cards', { products, warnings, name: file.name });
      } catch (error) {
        emit('refused', error.message);
      } finally {
        busy.value = false;
        // The same file, corrected, must be a change again.
        input.value = '';
      }
    }
    return { w, busy, read };
  },
  template: `
  <label class="file" :class="{ busy }"><span>{{ busy ? w.reading : label }}</span>
    <input type="file" accept=".yaml,.yml,.json,.csv,.tsv,.xlsx" @change="read" :disabled="busy" :aria-label="label"></label>`,
};

export const warningsText = (warnings) => warnings.map((one) => `${one.at}：${one.problem}`).join('\n');
