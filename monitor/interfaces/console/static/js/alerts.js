// The queue of alerts, and the one that is looked at: words, law, rewording, sound, verdict.
import { computed, nextTick, onBeforeUnmount, ref, watch } from 'vue';
import WaveSurfer from 'wavesurfer';
import { api } from './api.js';
import { state, RANK, OPEN } from './state.js';
import { w, categoryName, clock } from './words.js';

export const AlertQueue = {
  setup() {
    const least = ref(localStorage.getItem('least') ?? 'medium');
    const all = ref(false);
    watch(least, (value) => localStorage.setItem('least', value));
    const shown = computed(() => Object.values(state.alerts)
      .filter((a) => RANK[a.severity] >= RANK[least.value] && (all.value || OPEN.has(a.state)))
      .sort((a, b) => (a.observed_at < b.observed_at ? 1 : -1)));
    const look = (alert) => { state.alert = alert.id; state.room = alert.room; };
    const roomName = (alert) => state.rooms[alert.room]?.name ?? alert.room;
    // Handled alerts are not in the snapshot; asking for them fetches a page.
    watch(all, async (on) => {
      if (!on) return;
      const page = await api.alerts({ limit: 200 });
      for (const alert of page.items) if (!(state.alerts[alert.id]?.version >= alert.version)) state.alerts[alert.id] = alert;
    });
    return { w, clock, categoryName, state, least, all, shown, look, roomName };
  },
  template: `
  <section class="pane queue" aria-label="alerts">
    <h2>{{ w.alerts }} <span class="count">{{ shown.length }}</span><span class="spacer"></span>
      <label class="inline"><input type="checkbox" v-model="all">{{ w.showAll }}</label>
      <select v-model="least" :aria-label="w.minSeverity"><option v-for="s in ['critical','high','medium','low']" :value="s">{{ w.severity[s] }}+</option></select></h2>
    <div class="scroll">
      <p v-if="!shown.length" class="empty">{{ w.noAlerts }}</p>
      <article v-for="alert in shown" :key="alert.id" class="alert" :class="[alert.severity, { here: alert.id === state.alert, fresh: state.fresh[alert.id], done: !['new','claimed','reopened'].includes(alert.state) }]" :data-alert="alert.id" tabindex="0" @click="look(alert)" @keydown.enter="look(alert)">
        <div class="row"><span class="chip" :class="alert.severity">{{ w.severity[alert.severity] }}</span><b>{{ categoryName(alert.category) }}</b><span class="spacer"></span><time>{{ clock(alert.start_s) }}</time></div>
        <p class="quote">“{{ alert.quote }}”<span v-if="alert.count > 1" class="count">{{ alert.count }} {{ w.times }}</span></p>
        <div class="row dim"><span>{{ roomName(alert) }}</span><span v-if="alert.provisional" class="tag">{{ w.provisional }}</span><span v-if="alert.corrected" class="tag">{{ w.corrected }}</span><span v-if="alert.state !== 'new'" class="tag">{{ w.state[alert.state] }}</span></div>
      </article>
    </div>
    <p class="foot dim">{{ w.suspected }}</p>
  </section>`,
};

const Clip = {
  props: { url: String },
  setup(props) {
    const wave = ref(null);
    const playing = ref(false);
    let player = null;
    const destroy = () => { player?.destroy(); player = null; playing.value = false; };
    const build = async () => {
      destroy();
      await nextTick();
      if (!props.url || !wave.value) return;
      player = WaveSurfer.create({ container: wave.value, url: props.url, height: 56, waveColor: '#8aa4bd', progressColor: '#1c6fb8', barWidth: 2, barGap: 1, barRadius: 1 });
      player.on('play', () => { playing.value = true; });
      player.on('pause', () => { playing.value = false; });
    };
    watch(() => props.url, build, { immediate: true });
    onBeforeUnmount(destroy);
    return { wave, playing, toggle: () => player?.playPause() };
  },
  template: `<div class="clip"><button class="play" @click="toggle" :aria-label="playing ? 'pause' : 'play'">{{ playing ? '❚❚' : '▶' }}</button><div class="wave" ref="wave"></div></div>`,
};

export const AlertDetail = {
  components: { Clip },
  setup() {
    const error = ref('');
    const alert = computed(() => state.alerts[state.alert]);
    const clip = computed(() => (alert.value?.clip ? `${alert.value.clip}?v=${alert.value.clip_sha256.slice(0, 12)}` : null));
    const product = computed(() => state.rooms[alert.value?.room]?.products.find((card) => card.id === alert.value.product));
    watch(() => state.alert, () => { error.value = ''; });
    async function give(verdict) {
      error.value = '';
      try { state.alerts[state.alert] = await api.verdict(alert.value, verdict); }
      catch (problem) { error.value = problem.message; }
    }
    const open = computed(() => alert.value && OPEN.has(alert.value.state));
    return { w, clock, categoryName, alert, clip, product, give, open, error };
  },
  template: `
  <section class="pane detail" aria-label="detail">
    <h2>{{ w.details }}</h2>
    <p v-if="!alert" class="empty">{{ w.pickAlert }}</p>
    <div v-else class="scroll">
      <div class="row"><span class="chip" :class="alert.severity">{{ w.severity[alert.severity] }}</span><b>{{ categoryName(alert.category) }}</b><span class="spacer"></span><span class="tag">{{ w.state[alert.state] }}</span></div>
      <blockquote :class="alert.severity"><span class="dim">{{ alert.context.before.slice(-60) }}</span><mark :class="alert.severity">{{ alert.quote }}</mark><span class="dim">{{ alert.context.after }}</span></blockquote>
      <p>{{ alert.message }}</p>
      <dl v-if="alert.finding.kind === 'mismatch'" class="versus"><div><dt>{{ w.said }}</dt><dd>{{ alert.finding.said }}</dd></div><div><dt>{{ w.card }}</dt><dd>{{ alert.finding.expected }}</dd></div></dl>
      <Clip v-if="clip" :url="clip"/>
      <h3>{{ w.law }}</h3>
      <ul class="laws"><li v-for="c in alert.finding.basis">《{{ c.law }}》{{ c.article }}<small v-if="c.note"> {{ c.note }}</small></li></ul>
      <template v-if="alert.finding.suggestion"><h3>{{ w.say }}</h3><p class="say">{{ alert.finding.suggestion }}</p></template>
      <dl class="facts">
        <div v-if="product"><dt>{{ w.product }}</dt><dd>{{ product.name }}</dd></div>
        <div><dt>{{ w.time }}</dt><dd>{{ clock(alert.start_s) }} – {{ clock(alert.end_s) }}</dd></div>
        <div><dt>{{ w.method }}</dt><dd>{{ w.methods[alert.finding.method] }}<template v-if="alert.finding.note">：{{ alert.finding.note }}</template></dd></div>
        <div><dt>{{ w.confidence }}</dt><dd>{{ Math.round(alert.finding.confidence * 100) }}%</dd></div>
        <div><dt>ID</dt><dd class="mono">{{ alert.rule }}</dd></div>
      </dl>
      <p v-if="error" class="error" role="alert">{{ error }}</p>
      <div class="actions" v-if="open"><button class="danger" @click="give('confirmed')">{{ w.confirm }}</button><button @click="give('dismissed')">{{ w.dismiss }}</button></div>
      <div class="actions" v-else><button @click="give('reopened')">{{ w.reopen }}</button></div>
    </div>
  </section>`,
};
