// The script check: paste, see the words marked, take the lawful rewording.
import { computed, reactive } from 'vue';
import { api } from './api.js';
import { RANK } from './state.js';
import { w, categoryName } from './words.js';
import { Marked } from './marks.js';

export const ScriptCheck = {
  components: { Marked },
  setup() {
    const form = reactive({ text: localStorage.getItem('script') ?? '', products: '', category: '', busy: false, error: '', lines: null, findings: [] });
    async function run() {
      form.error = '';
      form.busy = true;
      localStorage.setItem('script', form.text);
      try {
        const lines = form.text.split('\n');
        const cards = form.products.trim() ? JSON.parse(form.products) : [];
        const answer = await api.check({ lines, products: cards.products ?? cards, category: form.category || null });
        form.lines = lines;
        form.findings = answer.files[0].findings;
      } catch (error) {
        form.error = error.message;
      } finally {
        form.busy = false;
      }
    }
    const rows = computed(() => (form.lines ?? []).map((text, i) => ({
      text, number: i + 1, findings: form.findings.filter((f) => f.line === i + 1),
    })).filter((row) => row.text.trim()));
    const serious = computed(() => form.findings.filter((f) => RANK[f.severity] >= RANK.medium).length);
    function use(row, finding) {
      const lines = form.text.split('\n');
      lines[row.number - 1] = finding.suggestion.split('例如：').pop();
      form.text = lines.join('\n');
      run();
    }
    const categories = ['food', 'health-food', 'infant-formula', 'cosmetic', 'special-cosmetic', 'toothpaste', 'drug', 'medical-device', 'medical-service', 'apparel', 'jewelry', 'appliance', 'digital', 'household', 'baby', 'alcohol', 'tobacco', 'agriculture', 'education', 'finance', 'real-estate', 'other'];
    return { w, categoryName, form, run, rows, serious, use, categories };
  },
  template: `
  <main class="check">
    <section class="pane">
      <h2>{{ w.check }}<span class="spacer"></span><select v-model="form.category" :aria-label="w.category"><option value="">{{ w.category }}</option><option v-for="c in categories">{{ c }}</option></select></h2>
      <textarea class="script" v-model="form.text" :placeholder="w.checkHint" @keydown.ctrl.enter="run"></textarea>
      <details><summary>{{ w.products }}</summary><textarea v-model="form.products" rows="6"></textarea></details>
      <p v-if="form.error" class="error" role="alert">{{ form.error }}</p>
      <div class="actions"><button class="primary" @click="run" :disabled="form.busy || !form.text.trim()">{{ form.busy ? w.checking : w.run }}</button></div>
    </section>
    <section class="pane results">
      <h2 v-if="form.lines">{{ serious ? serious + ' ' + w.found : w.clean }}</h2>
      <div class="scroll">
        <div v-for="row in rows" :key="row.number" class="script-row">
          <span class="no">{{ row.number }}</span>
          <div><Marked :text="row.text" :marks="row.findings"/>
            <div v-for="f in row.findings" :key="f.id" class="finding" :class="f.severity">
              <span class="chip" :class="f.severity">{{ w.severity[f.severity] }}</span> <b>{{ categoryName(f.category) }}</b> {{ f.message }}
              <span v-if="f.kind === 'mismatch'">（{{ w.said }} {{ f.said }}，{{ w.card }} {{ f.expected }}）</span>
              <span class="dim" v-for="c in f.basis"> 《{{ c.law }}》{{ c.article }}</span>
              <p class="say" v-if="f.suggestion">{{ f.suggestion }} <button class="quiet" @click="use(row, f)">{{ w.useIt }}</button></p>
            </div>
          </div>
        </div>
      </div>
    </section>
  </main>`,
};
