/* What cards that are worked with keys have in common. Keys are handled in the browser, at once;
 * what was decided is sent in the background.
 *
 * What is not acknowledged yet is kept in sessionStorage and sent again, after a reload too: the
 * server knows each item by its key, so that sent twice is recorded once. Record text only ever
 * becomes text (textContent, value). A card's own file follows this one in the same module.
 */

const RESEND_MS = 3000;
const UNSEEN_MS = 150; // a decision this soon after a card appeared is a second hit on the one before
const REMEMBERED = 50;

/* The function that Streamlit calls with every run: one card for each place on the page. */
function mounted(Card) {
  const cards = new WeakMap();
  return (component) => {
    let card = cards.get(component.parentElement);
    if (!card) {
      card = new Card(component.parentElement);
      cards.set(component.parentElement, card);
    }
    card.update(component);
    return () => {
      cards.delete(component.parentElement);
      card.destroy();
    };
  };
}

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(className, label, key, onPress) {
  const node = el("button", className);
  node.type = "button";
  node.append(el("span", "", label));
  if (key) {
    node.append(el("kbd", "", key));
    node.setAttribute("aria-keyshortcuts", key);
  }
  node.addEventListener("click", (event) => {
    if (event.detail > 1) return; // the second click of a double click is not for the next card
    onPress(event);
  });
  return node;
}

function typing(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  return (
    target.matches("input, textarea, select, [role=combobox], [role=textbox]") ||
    target.isContentEditable
  );
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* A card has a `slot` and a `token`; what is sent has a `key`, an `action`, a `slot_id` and a
 * `token`, and an `undo` names in `undoes` what it takes back. */
class KeyboardCard {
  constructor(root, className) {
    this.hand = []; // cards to decide on, in order
    this.current = null; // slot of the one on screen
    this.pending = []; // what the server has not acknowledged
    this.refused = []; // what it refused, with its words
    this.drafts = {}; // slot -> what is begun and not sent
    this.decided = []; // for undo: what was decided here, oldest first
    this.gone = new Set(); // slot:token decided here
    this.showsHelp = false;
    this.paintedAt = 0;
    this.inFlight = null;
    this.toFront = null; // key of an undo whose card comes from the server
    this.scope = null;
    this.onKey = (event) => this.key(event);
    this.onLeave = (event) => {
      if (this.pending.length) event.preventDefault();
    };
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("beforeunload", this.onLeave);
    this.name = className;
    this.host = el("div", `keyboard-card ${className}`);
    root.append(this.host);
    this.root = root;
  }

  destroy() {
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("beforeunload", this.onLeave);
    clearTimeout(this.inFlight);
    this.host.remove();
  }

  // ---- what comes from the server -------------------------------------------------------------

  update({ data, setTriggerValue }) {
    this.trigger = setTriggerValue;
    const first = this.scope !== data.scope;
    const relabelled = this.strings && this.strings.undo !== data.strings.undo;
    this.strings = data.strings;
    this.progress = data.progress;
    this.given(data);
    if (first) this.restore(data.scope);
    if (!this.frame || relabelled) this.build();
    clearTimeout(this.inFlight);
    this.inFlight = null;
    this.acknowledge(data.acks);
    this.merge(data.cards);
    this.paintChrome();
    if (first || relabelled || this.painted !== this.identity()) this.paint();
    else this.repaint();
    if (this.outgoing()) this.send();
  }

  /* Hooks of a card: more of what is given, what to do where the same card stays on screen, whether
   * the card on screen is being worked on, and how it rests when another comes. */
  given() {}
  repaint() {}
  busy() {
    return false;
  }
  rest() {}
  undone() {}
  keptWords() {
    return "";
  }

  restore(scope) {
    this.scope = scope;
    this.hand = [];
    this.decided = [];
    this.gone = new Set();
    this.current = null;
    const kept = this.stored();
    this.pending = kept.pending || [];
    this.refused = kept.refused || [];
    this.drafts = kept.drafts || {};
    const undone = new Set(this.pending.map((item) => item.undoes).filter(Boolean));
    for (const item of this.pending) {
      if (item.action !== "undo" && !undone.has(item.key)) {
        this.gone.add(`${item.slot_id}:${item.token}`);
      }
    }
  }

  place() {
    return `workbench.${this.name}.${this.scope}`;
  }

  stored() {
    try {
      return JSON.parse(sessionStorage.getItem(this.place())) || {};
    } catch {
      return {};
    }
  }

  /* What a reload must not lose. */
  kept() {
    const { pending, refused, drafts } = this;
    return { pending, refused, drafts };
  }

  persist() {
    try {
      sessionStorage.setItem(this.place(), JSON.stringify(this.kept()));
    } catch {
      // A full or forbidden storage costs the replay after a reload, not the decision itself.
    }
  }

  acknowledge(acks) {
    const waiting = [];
    for (const item of this.pending) {
      const ack = acks[item.key];
      if (!ack) {
        waiting.push(item);
        continue;
      }
      if (ack.ok) {
        if (item.key === this.toFront) this.frontSlot = ack.slot;
        continue;
      }
      this.gone.delete(`${item.slot_id}:${item.token}`);
      this.decided = this.decided.filter((done) => done.key !== item.key);
      if (this.refused.some((other) => other.key === item.undoes)) continue; // said already
      this.refused.push({ ...item, message: ack.message });
    }
    this.pending = waiting;
    this.persist();
  }

  merge(cards) {
    const fresh = new Map();
    for (const card of cards) {
      if (!this.gone.has(`${card.slot}:${card.token}`)) fresh.set(card.slot, card);
    }
    const undoing = new Set(
      this.pending.filter((item) => item.action === "undo").map((item) => item.slot_id)
    );
    const merged = [];
    for (const card of this.hand) {
      if (fresh.has(card.slot)) merged.push(fresh.get(card.slot));
      else if (undoing.has(card.slot)) merged.push(card);
      else if (card.slot === this.current && this.busy()) merged.push(card);
      fresh.delete(card.slot);
    }
    const position = Math.max(0, this.hand.findIndex((card) => card.slot === this.current));
    this.hand = [...merged, ...fresh.values()];
    if (this.frontSlot && this.hand.some((card) => card.slot === this.frontSlot)) {
      this.current = this.frontSlot;
      this.frontSlot = this.toFront = null;
      this.rest();
    }
    if (!this.hand.some((card) => card.slot === this.current)) this.pick(position);
  }

  pick(position) {
    const card = this.hand[Math.min(position, this.hand.length - 1)];
    this.current = card ? card.slot : null;
    this.rest();
  }

  card() {
    return this.hand.find((card) => card.slot === this.current) || null;
  }

  // ---- what goes to the server ----------------------------------------------------------------

  /* The message, or null where there is nothing to send. */
  outgoing() {
    return this.pending.length ? { sent: this.pending } : null;
  }

  send() {
    if (this.inFlight !== null) return;
    this.inFlight = setTimeout(() => {
      this.inFlight = null;
      if (this.outgoing()) this.send();
    }, RESEND_MS);
    this.trigger("message", this.outgoing());
  }

  /* Too soon after the card appeared: meant for the one before. */
  unseen() {
    return performance.now() - this.paintedAt < UNSEEN_MS;
  }

  decide(action, more = {}) {
    const card = this.card();
    if (!card || this.unseen()) return;
    const item = { key: newKey(), action, slot_id: card.slot, token: card.token, ...more };
    this.pending.push(item);
    this.gone.add(`${card.slot}:${card.token}`);
    this.decided.push({ key: item.key, card, more });
    this.decided.splice(0, Math.max(0, this.decided.length - REMEMBERED));
    delete this.drafts[card.slot];
    const position = this.hand.indexOf(card);
    this.hand.splice(position, 1);
    this.pick(position);
    this.persist();
    this.say(this.strings[`said_${action}`]);
    this.paint();
    this.keepFocus();
    this.paintedAt = performance.now();
    this.paintChrome();
    this.send();
  }

  /* Of what was decided here; else the server's latest, whose key it may have told. */
  undo(latest) {
    const last = this.decided.pop();
    const undo = { key: newKey(), action: "undo", slot_id: "", token: 0 };
    if (last) {
      undo.undoes = last.key;
      undo.slot_id = last.card.slot;
      this.gone.delete(`${last.card.slot}:${last.card.token}`);
      this.undone(last);
      const at = Math.max(0, this.hand.findIndex((card) => card.slot === this.current));
      this.hand = this.hand.filter((card) => card.slot !== last.card.slot);
      this.hand.splice(at, 0, last.card);
      this.current = last.card.slot;
      this.rest();
    } else {
      if (latest) undo.undoes = latest;
      this.toFront = undo.key;
    }
    this.pending.push(undo);
    this.persist();
    this.say(this.strings.said_undo);
    this.paint();
    this.paintChrome();
    this.send();
  }

  // ---- keys -----------------------------------------------------------------------------------

  key(event) {
    if (event.isComposing || event.defaultPrevented || !this.host.getClientRects().length) return;
    if (document.querySelector("[role=dialog]")) return;
    const inside = event.composedPath().includes(this.host);
    if (typing(event)) {
      if (inside) this.keyInField(event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (this.keyPressed(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  toggleHelp() {
    this.showsHelp = !this.showsHelp;
    this.paintHelp();
    return true;
  }

  // ---- painting -------------------------------------------------------------------------------

  /* The bar on top, notes, `content` and the actions in one frame. */
  buildFrame(...content) {
    this.host.replaceChildren();
    this.bar = el("div", "bar");
    this.frame = el("article", "card");
    this.frame.tabIndex = -1;
    this.actions = el("div", "actions");
    this.actions.setAttribute("role", "group");
    this.actions.setAttribute("aria-label", this.strings.actions);
    this.help = el("div", "help");
    this.notes = el("div", "notes");
    this.live = el("div", "live");
    this.live.setAttribute("role", "status");
    this.frame.append(...content, this.actions);
    this.host.append(this.bar, this.help, this.notes, this.frame, this.live);
  }

  section(className, label) {
    const part = el("section", className);
    part.setAttribute("aria-label", label);
    return part;
  }

  /* What scrolls by itself, with the keyboard too. */
  pane(label) {
    const pane = el("div", "pane");
    pane.tabIndex = 0;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", label);
    return pane;
  }

  /* Whoever works with Tab and Enter finds the same button again; else the card has the focus. */
  keepFocus() {
    if (!this.root.activeElement) this.frame.focus({ preventScroll: true });
  }

  /* Paint `part` anew; the button in it that had the focus has it again. */
  keepingFocus(part, paint) {
    const focused = part.contains(this.root.activeElement) && this.root.activeElement.className;
    paint();
    const again = focused && part.querySelector(`button[class="${focused}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  say(sentence) {
    this.live.textContent = sentence;
  }

  paintChrome() {
    this.keepingFocus(this.bar, () => this.fillBar());
    this.paintRefused();
  }

  /* Between the numbers and what is saved. */
  moves() {
    return [];
  }

  fillBar() {
    const { strings, progress } = this;
    this.bar.replaceChildren();
    const numbers = el("div", "numbers");
    for (const [label, value] of progress.items) {
      const item = el("span", "number");
      item.append(el("span", "label", label), el("strong", "", value));
      numbers.append(item);
    }
    this.bar.append(numbers, ...this.moves());
    const unsaved = el("span", this.pending.length ? "unsaved" : "saved");
    unsaved.dataset.unsaved = String(this.pending.length);
    unsaved.textContent = this.pending.length
      ? strings.unsaved.replace("{n}", this.pending.length)
      : strings.saved;
    this.bar.append(unsaved, button("plain", strings.help, "?", () => this.toggleHelp()));
    const track = el("div", "track");
    track.setAttribute("aria-hidden", "true");
    const done = el("div", "done");
    done.style.width = `${progress.share}%`;
    track.append(done);
    this.bar.append(track);
  }

  paintRefused() {
    this.notes.replaceChildren();
    for (const refused of this.refused) {
      const note = el("div", "note");
      note.setAttribute("role", "alert");
      note.append(el("p", "", refused.message));
      const kept = this.keptWords(refused);
      if (kept) {
        const words = el("textarea");
        words.readOnly = true;
        words.rows = 3;
        words.value = kept;
        words.setAttribute("aria-label", this.strings.kept_words);
        note.append(el("p", "hint", this.strings.kept_words), words);
      }
      note.append(
        button("plain", this.strings.dismiss, "", () => {
          this.refused = this.refused.filter((other) => other !== refused);
          this.persist();
          this.paintRefused();
        })
      );
      this.notes.append(note);
    }
  }

  paintActions() {
    this.keepingFocus(this.actions, () => this.fillActions());
  }

  paintHelp() {
    this.help.replaceChildren();
    if (!this.showsHelp) return;
    const list = el("dl");
    for (const [keys, meaning] of this.strings.keys) {
      const term = el("dt");
      term.append(el("kbd", "", keys));
      list.append(term, el("dd", "", meaning));
    }
    this.help.append(list);
  }
}
