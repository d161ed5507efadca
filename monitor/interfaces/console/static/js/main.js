// The console's root: header, rooms, transcript, alerts, the alert looked at; or the script check.
import { createApp, computed, ref } from 'vue';
import { connectLive } from './live.js';
import { state, receive, RANK, OPEN } from './state.js';
import { w, lang } from './words.js';
import { RoomWall } from './rooms.js';
import { Transcript } from './transcript.js';
import { AlertQueue, AlertDetail } from './alerts.js';
import { ScriptCheck } from './check.js';
import { RecogniserHealth } from './health.js';

const App = {
  components: { RoomWall, Transcript, AlertQueue, AlertDetail, ScriptCheck, RecogniserHealth },
  setup() {
    const page = ref(location.hash === '#check' ? 'check' : 'monitor');
    window.addEventListener('hashchange', () => { page.value = location.hash === '#check' ? 'check' : 'monitor'; });
    const waiting = computed(() =>
      Object.values(state.alerts).filter((a) => OPEN.has(a.state) && RANK[a.severity] >= RANK.medium).length);
    return { w, lang, state, page, waiting };
  },
  template: `
  <header class="top">
    <img src="/static/icon.svg" width="26" height="26" alt="">
    <h1>{{ w.title }}</h1>
    <nav>
      <a href="#" :class="{ here: page === 'monitor' }">{{ w.monitor }}<b v-if="waiting" class="badge">{{ waiting }}</b></a>
      <a href="#check" :class="{ here: page === 'check' }">{{ w.check }}</a>
    </nav>
    <span class="spacer"></span>
    <span v-if="state.dropped" class="dim">{{ w.dropped }} {{ state.dropped }}</span>
    <RecogniserHealth/>
    <span v-if="state.pack" class="dim pack" :title="state.pack.digest">{{ w.pack }} {{ state.pack.version }}</span>
    <span class="link" :class="state.link" role="status">{{ w[state.link] }}</span>
    <form method="post" action="/logout"><button class="quiet">{{ w.logout }}</button></form>
  </header>
  <aside v-if="state.notice" class="notice" :class="{ good: state.notice.good }" role="status"><pre>{{ state.notice.text }}</pre><button class="quiet" @click="state.notice = null">{{ w.close }}</button></aside>
  <main v-if="page === 'monitor'" class="monitor">
    <RoomWall/>
    <Transcript/>
    <AlertQueue/>
    <AlertDetail/>
  </main>
  <ScriptCheck v-else/>
  `,
};

document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
document.title = w.title;
createApp(App).mount('#app');
connectLive({ onState: (link) => { state.link = link; }, onMessage: receive });
