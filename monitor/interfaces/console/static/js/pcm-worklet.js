// On the audio thread: mono float frames in, 100 ms of s16le out, with their loudness (0..1).
class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.size = Math.round(sampleRate / 10);
    this.begin();
  }

  begin() {
    this.pcm = new Int16Array(this.size);
    this.count = 0;
    this.peak = 0;
  }

  process([channels]) {
    const mono = channels[0];
    if (!mono) return true;
    for (const sample of mono) {
      const bounded = Math.max(-1, Math.min(1, sample));
      this.peak = Math.max(this.peak, Math.abs(bounded));
      this.pcm[this.count++] = bounded * 32767;
      if (this.count === this.size) {
        this.port.postMessage({ pcm: this.pcm.buffer, level: this.peak }, [this.pcm.buffer]);
        this.begin();
      }
    }
    return true;
  }
}

registerProcessor('pcm', Pcm);
