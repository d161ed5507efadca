// Cuts a text into runs by the marks that lie on it; where marks overlap the worst one shows.
import { RANK } from './state.js';

export function runs(text, marks) {
  // Offsets count code points, as the server does; JavaScript strings count UTF-16 units.
  const characters = Array.from(text);
  const worst = new Array(characters.length).fill(null);
  for (const mark of marks ?? []) {
    for (let i = mark.start; i < Math.min(mark.end, characters.length); i += 1) {
      if (!worst[i] || RANK[mark.severity] > RANK[worst[i].severity]) worst[i] = mark;
    }
  }
  const out = [];
  characters.forEach((character, i) => {
    const last = out[out.length - 1];
    if (last && last.mark === worst[i]) last.text += character;
    else out.push({ text: character, mark: worst[i] });
  });
  return out;
}

export const Marked = {
  props: { text: String, marks: Array },
  setup: (props) => ({ runs: () => runs(props.text, props.marks) }),
  template: `<span><template v-for="run in runs()"><mark v-if="run.mark" :class="run.mark.severity">{{ run.text }}</mark><template v-else>{{ run.text }}</template></template></span>`,
};
