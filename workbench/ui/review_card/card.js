/* The review card. Keys are handled here, at once; decisions are sent in the background.
 *
 * What is not acknowledged yet is kept in sessionStorage and sent again, after a reload too: the
 * server knows each decision by its key, so that sent twice is recorded once. Record text only
 * ever becomes text (textContent, value). The page's side of it is __init__.py beside this file.
 */

const PREFIX = "workbench.review.";
const RESEND_MS = 3000;
const UNSEEN_MS = 150; // a decision this soon after a card appeared is a second hit on the one before
const REMEMBERED = 50;
const DECIDING = { KeyA: "approve", KeyX: "reject", KeyF: "flag", KeyS: "skip" };

const controllers = new WeakMap();

export default function (component) {
  let card = controllers.get(component.parentElement);
  if (!card) {
    card = new Card(component.parentElement);
    controllers.set(component.parentElement, card);
  }
  card.update(component);
  return () => {
    controllers.delete(component.parentElement);
    card.destroy();
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

class Card {
  constructor(root) {
    this.hand = []; // cards to decide on, in order
    this.current = null; // slot of the one on screen
    this.pending = []; // decisions that the server has not acknowledged
    this.refused = []; // decisions that it refused, with their words
    this.drafts = {}; // slot -> words of an edit that is not saved
    this.decided = []; // for undo: what was decided here, oldest first
    this.gone = new Set(); // slot:token decided here
    this.images = new Map();
    this.mode = "read"; // read, edit, reject
    this.showsPage = false;
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
    this.host = el("div", "review");
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
    const relabelled = this.strings && this.strings.approve !== data.strings.approve;
    this.strings = data.strings;
    this.reasons = data.reasons;
    this.progress = data.progress;
    if (first) this.restore(data.scope);
    if (!this.frame || relabelled) this.build();
    clearTimeout(this.inFlight);
    this.inFlight = null;
    for (const [key, url] of Object.entries(data.images)) this.images.set(key, url);
    this.acknowledge(data.acks);
    this.merge(data.cards);
    this.paintChrome();
    if (first || relabelled || this.painted !== this.identity()) this.paint();
    else if (this.showsPage) this.paintSource();
    if (this.pending.length || this.wantedImages().length) this.send();
  }

  restore(scope) {
    this.scope = scope;
    this.hand = [];
    this.decided = [];
    this.gone = new Set();
    this.current = null;
    let kept = {};
    try {
      kept = JSON.parse(sessionStorage.getItem(PREFIX + scope)) || {};
    } catch {
      kept = {};
    }
    this.pending = kept.pending || [];
    this.refused = kept.refused || [];
    this.drafts = kept.drafts || {};
    const undone = new Set(this.pending.map((decision) => decision.undoes).filter(Boolean));
    for (const decision of this.pending) {
      if (decision.action !== "undo" && !undone.has(decision.key)) {
        this.gone.add(`${decision.slot_id}:${decision.token}`);
      }
    }
  }

  persist() {
    const { pending, refused, drafts } = this;
    try {
      sessionStorage.setItem(PREFIX + this.scope, JSON.stringify({ pending, refused, drafts }));
    } catch {
      // A full or forbidden storage costs the replay after a reload, not the decision itself.
    }
  }

  acknowledge(acks) {
    const waiting = [];
    for (const decision of this.pending) {
      const ack = acks[decision.key];
      if (!ack) {
        waiting.push(decision);
        continue;
      }
      if (ack.ok) {
        if (decision.key === this.toFront) this.frontSlot = ack.slot;
        continue;
      }
      this.gone.delete(`${decision.slot_id}:${decision.token}`);
      this.decided = this.decided.filter((done) => done.key !== decision.key);
      if (this.refused.some((other) => other.key === decision.undoes)) continue; // said already
      this.refused.push({ ...decision, message: ack.message });
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
      this.pending.filter((d) => d.action === "undo").map((d) => d.slot_id)
    );
    const merged = [];
    for (const card of this.hand) {
      if (fresh.has(card.slot)) merged.push(fresh.get(card.slot));
      else if (undoing.has(card.slot)) merged.push(card);
      else if (card.slot === this.current && this.mode !== "read") merged.push(card);
      fresh.delete(card.slot);
    }
    const position = Math.max(0, this.hand.findIndex((card) => card.slot === this.current));
    this.hand = [...merged, ...fresh.values()];
    if (this.frontSlot && this.hand.some((card) => card.slot === this.frontSlot)) {
      this.current = this.frontSlot;
      this.frontSlot = this.toFront = null;
    }
    if (!this.hand.some((card) => card.slot === this.current)) this.pick(position);
  }

  pick(position) {
    const card = this.hand[Math.min(position, this.hand.length - 1)];
    this.current = card ? card.slot : null;
    this.mode = "read";
  }

  card() {
    return this.hand.find((card) => card.slot === this.current) || null;
  }

  identity() {
    const card = this.card();
    if (!card) return `none:${this.pending.length > 0}`;
    return `${card.slot}:${card.revision}:${card.findings.length}:${card.stale}`;
  }

  // ---- what goes to the server ----------------------------------------------------------------

  send() {
    if (this.inFlight !== null) return;
    this.inFlight = setTimeout(() => {
      this.inFlight = null;
      if (this.pending.length || this.wantedImages().length) this.send();
    }, RESEND_MS);
    this.trigger("message", { decisions: this.pending, images: this.wantedImages() });
  }

  wantedImages() {
    if (!this.showsPage) return [];
    const at = Math.max(0, this.hand.findIndex((card) => card.slot === this.current));
    return this.hand
      .slice(at, at + 2)
      .filter((card) => card.image && !this.images.has(card.image.key))
      .map((card) => card.image.key);
  }

  decide(action, more = {}) {
    const card = this.card();
    if (!card || performance.now() - this.paintedAt < UNSEEN_MS) return;
    const decision = {
      key: newKey(),
      action,
      slot_id: card.slot,
      token: card.token,
      revision_id: card.revision,
      ...more,
    };
    this.pending.push(decision);
    this.gone.add(`${card.slot}:${card.token}`);
    this.decided.push({ key: decision.key, card, more });
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

  undo() {
    const last = this.decided.pop();
    const undo = { key: newKey(), action: "undo", slot_id: "", token: 0 };
    if (last) {
      undo.undoes = last.key;
      undo.slot_id = last.card.slot;
      this.gone.delete(`${last.card.slot}:${last.card.token}`);
      if (last.more.answer !== undefined) {
        this.drafts[last.card.slot] = { question: last.more.question, answer: last.more.answer };
      }
      const at = Math.max(0, this.hand.findIndex((card) => card.slot === this.current));
      this.hand = this.hand.filter((card) => card.slot !== last.card.slot);
      this.hand.splice(at, 0, last.card);
      this.current = last.card.slot;
      this.mode = "read";
    } else {
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

  keyInField(event) {
    const enter = event.key === "Enter";
    if (event.key === "Escape") this.leave();
    else if (this.mode === "edit" && enter && (event.ctrlKey || event.metaKey)) this.save();
    else if (this.mode === "reject" && enter) this.rejectWithWords();
    else return;
    event.preventDefault();
  }

  keyPressed(event) {
    const { code } = event;
    if (code === "Escape") return this.leave();
    if (event.key === "?" || code === "Slash") return this.toggleHelp();
    if (this.mode === "reject") return this.keyOfReason(code);
    if (this.mode === "edit") return false;
    if (code === "KeyX") return this.askReason();
    if (DECIDING[code]) return this.decide(DECIDING[code]), true;
    if (code === "KeyE") return this.edit();
    if (code === "KeyZ") return this.undo(), true;
    if (code === "KeyJ") return this.move(1);
    if (code === "KeyK") return this.move(-1);
    if (code === "KeyP") return this.togglePage();
    return false;
  }

  keyOfReason(code) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
    if (!digit) return false;
    const reason = this.reasons[Number(digit[1]) - 1];
    if (reason) this.decide("reject", { reason });
    else if (digit[1] === "0") this.reasonField.focus();
    return true;
  }

  move(step) {
    const at = this.hand.findIndex((card) => card.slot === this.current) + step;
    if (at >= 0 && at < this.hand.length) {
      this.current = this.hand[at].slot;
      this.mode = "read";
      this.paint();
      this.paintChrome();
      if (this.wantedImages().length) this.send();
    }
    return true;
  }

  leave() {
    if (this.showsHelp) this.showsHelp = false;
    else if (this.mode !== "read") {
      if (this.mode === "edit" && this.card()) delete this.drafts[this.current];
      this.mode = "read";
      this.persist();
    } else return false;
    this.paint();
    this.frame.focus({ preventScroll: true });
    return true;
  }

  toggleHelp() {
    this.showsHelp = !this.showsHelp;
    this.paintHelp();
    return true;
  }

  togglePage() {
    this.showsPage = !this.showsPage;
    this.paintSource();
    if (this.wantedImages().length) this.send();
    return true;
  }

  edit() {
    if (!this.card()) return true;
    this.mode = "edit";
    this.paintWords();
    this.paintActions();
    this.answerField.focus();
    this.answerField.setSelectionRange(this.answerField.value.length, this.answerField.value.length);
    return true;
  }

  save() {
    const question = this.questionField.value.trim();
    const answer = this.answerField.value.trim();
    if (!question || !answer) {
      this.say(this.strings.text_missing);
      (question ? this.answerField : this.questionField).focus();
      return;
    }
    this.decide("edit", { question, answer });
  }

  askReason() {
    if (!this.card() || performance.now() - this.paintedAt < UNSEEN_MS) return true;
    this.mode = "reject";
    this.paintActions();
    this.actions.querySelector("button").focus();
    return true;
  }

  rejectWithWords() {
    const reason = this.reasonField.value.trim();
    if (!reason) {
      this.say(this.strings.reason_missing);
      return;
    }
    this.decide("reject", { reason });
  }

  // ---- painting -------------------------------------------------------------------------------

  build() {
    this.host.replaceChildren();
    this.bar = el("div", "bar");
    this.frame = el("article", "card");
    this.frame.tabIndex = -1;
    this.source = el("section", "source");
    this.source.setAttribute("aria-label", this.strings.source);
    this.words = el("section", "words");
    this.words.setAttribute("aria-label", this.strings.words);
    this.actions = el("div", "actions");
    this.actions.setAttribute("role", "group");
    this.actions.setAttribute("aria-label", this.strings.actions);
    this.help = el("div", "help");
    this.notes = el("div", "notes");
    this.live = el("div", "live");
    this.live.setAttribute("role", "status");
    const panes = el("div", "panes");
    panes.append(this.source, this.words);
    this.frame.append(panes, this.actions);
    this.host.append(this.bar, this.help, this.notes, this.frame, this.live);
  }

  /* Whoever works with Tab and Enter finds the same button again; else the card has the focus. */
  keepFocus() {
    if (!this.root.activeElement) this.frame.focus({ preventScroll: true });
  }

  say(sentence) {
    this.live.textContent = sentence;
  }

  paint() {
    const card = this.card();
    this.painted = this.identity();
    this.frame.dataset.slot = card ? card.slot : "";
    this.frame.classList.toggle("empty", !card);
    const draft = card && this.drafts[card.slot];
    const reopened = Boolean(draft && draft.open && this.mode === "read");
    if (reopened) this.mode = "edit"; // the page was reloaded in the middle of typing
    this.paintSource();
    this.paintWords();
    this.paintActions();
    this.paintHelp();
    if (reopened) this.answerField.focus({ preventScroll: true });
  }

  paintChrome() {
    this.keepingFocus(this.bar, () => this.fillBar());
    this.paintRefused();
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
    this.bar.append(numbers);
    const at = this.hand.findIndex((card) => card.slot === this.current);
    if (at >= 0) {
      this.bar.append(
        button("plain previous", strings.previous, "K", () => this.move(-1)),
        el("span", "place", `${at + 1} / ${this.hand.length}`),
        button("plain next", strings.next, "J", () => this.move(1))
      );
    }
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
      if (refused.answer !== undefined) {
        const words = el("textarea");
        words.readOnly = true;
        words.rows = 3;
        words.value = `${refused.question}\n\n${refused.answer}`;
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

  paintSource() {
    const card = this.card();
    this.source.replaceChildren();
    if (!card) {
      const waiting = this.pending.length > 0;
      this.source.append(el("p", "nothing", waiting ? this.strings.saving : this.progress.empty));
      return;
    }
    const head = el("div", "head");
    head.append(el("span", `badge ${card.level.tone}`, card.level.label));
    head.append(el("span", "where", card.where));
    if (card.image) {
      const label = this.showsPage ? this.strings.show_text : this.strings.show_page;
      const toggle = button("plain", label, "P", () => this.togglePage());
      toggle.setAttribute("aria-pressed", String(this.showsPage));
      head.append(toggle);
    }
    this.source.append(head);
    if (card.section) this.source.append(el("p", "section", card.section));
    const pane = el("div", "pane");
    pane.tabIndex = 0;
    pane.setAttribute("role", "region");
    pane.setAttribute("aria-label", this.strings.source);
    this.source.append(pane);
    if (this.showsPage && card.image) this.paintPage(pane, card);
    else this.paintPassage(pane, card);
  }

  paintPassage(pane, card) {
    if (!card.passage[0] && !card.passage[1]) {
      pane.append(el("p", "nothing", this.strings.no_source));
      return;
    }
    const passage = el("p", "passage");
    const [before, evidence, after] = card.passage;
    passage.append(document.createTextNode(before));
    if (evidence) {
      const lit = el("mark", "evidence", evidence);
      lit.title = this.strings.evidence;
      passage.append(lit, document.createTextNode(after));
      pane.append(passage);
      pane.scrollTop = Math.max(0, lit.offsetTop - pane.clientHeight / 3);
      return;
    }
    pane.append(passage);
  }

  paintPage(pane, card) {
    const url = this.images.get(card.image.key);
    if (url === undefined) {
      pane.append(el("p", "nothing", this.strings.loading_page));
      return;
    }
    if (url === "") {
      pane.append(el("p", "nothing", this.strings.no_page));
      return;
    }
    const sheet = el("div", "sheet");
    const image = el("img");
    image.alt = card.image.alt;
    image.width = Math.round(card.image.width);
    image.height = Math.round(card.image.height);
    sheet.append(image);
    if (card.image.box) {
      const [x0, y0, x1, y1] = card.image.box;
      const box = el("div", "box");
      const percent = (part, whole) => `${(100 * part) / whole}%`;
      box.style.left = percent(x0, card.image.width);
      box.style.top = percent(y0, card.image.height);
      box.style.width = percent(x1 - x0, card.image.width);
      box.style.height = percent(y1 - y0, card.image.height);
      sheet.append(box);
      image.addEventListener("load", () => {
        pane.scrollTop = Math.max(0, box.offsetTop - pane.clientHeight / 3);
      });
    }
    image.src = url;
    pane.append(sheet);
  }

  paintWords() {
    const card = this.card();
    this.words.replaceChildren();
    if (!card) return;
    const edits = this.mode === "edit";
    const draft = this.drafts[card.slot] || {};
    const badges = el("div", "head");
    for (const label of card.labels) badges.append(el("span", "badge", label));
    this.words.append(badges);
    if (card.history.length) this.paintHistory(card);
    for (const name of ["question", "answer"]) {
      const id = `review-${name}`;
      const label = el(edits ? "label" : "div", "caption", this.strings[name]);
      this.words.append(label);
      if (edits) {
        const field = el("textarea", name);
        field.id = id;
        label.htmlFor = id;
        field.value = draft[name] === undefined ? card[name] : draft[name];
        field.addEventListener("input", () => this.typed(card.slot));
        this[`${name}Field`] = field;
        this.words.append(field);
        this.grow(field);
      } else {
        const text = this.marked("p", name, card[`${name}_parts`], card);
        text.addEventListener("dblclick", () => this.edit());
        this.words.append(text);
      }
    }
    if (!edits && draft.answer !== undefined) {
      this.words.append(el("p", "hint", this.strings.draft_kept));
    }
    this.paintFindings(card);
  }

  /* Text in parts; those that a finding is about are marked with its label. */
  marked(tag, className, parts, card) {
    const text = el(tag, className);
    for (const [part, finding] of parts) {
      if (finding === null) text.append(document.createTextNode(part));
      else {
        const mark = el("mark", "found", part);
        mark.title = card.findings[finding].label;
        text.append(mark);
      }
    }
    return text;
  }

  paintHistory(card) {
    this.words.append(el("div", "caption", this.strings.history));
    const turns = el("ol", "turns");
    for (const [role, parts] of card.history) {
      const turn = el("li");
      turn.append(el("span", "role", role), this.marked("span", "", parts, card));
      turns.append(turn);
    }
    this.words.append(turns);
  }

  paintFindings(card) {
    if (!card.findings.length) {
      this.words.append(el("p", "hint", this.strings.no_findings));
      return;
    }
    const list = el("ul", "findings");
    list.setAttribute("aria-label", this.strings.findings);
    for (const finding of card.findings) {
      const item = el("li");
      item.append(el("span", `badge ${finding.tone}`, finding.label));
      item.append(el("span", "reason", finding.reason));
      list.append(item);
    }
    this.words.append(list);
  }

  typed(slot) {
    this.drafts[slot] = {
      question: this.questionField.value,
      answer: this.answerField.value,
      open: true,
    };
    this.persist();
    this.grow(this.questionField);
    this.grow(this.answerField);
  }

  grow(field) {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 260)}px`;
  }

  paintActions() {
    this.keepingFocus(this.actions, () => this.fillActions());
  }

  /* Paint `part` anew; the button in it that had the focus has it again. */
  keepingFocus(part, paint) {
    const focused = part.contains(this.root.activeElement) && this.root.activeElement.className;
    paint();
    const again = focused && part.querySelector(`button[class="${focused}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  fillActions() {
    const { strings } = this;
    const has = this.card() !== null;
    this.actions.replaceChildren();
    this.actions.classList.toggle("asking", this.mode === "reject");
    if (has && this.mode === "edit") {
      this.actions.append(
        button("approve", strings.save, "Ctrl+Enter", () => this.save()),
        button("plain", strings.cancel, "Esc", () => this.leave())
      );
      return;
    }
    if (has && this.mode === "reject") {
      this.actions.append(el("p", "caption", strings.reject_why));
      this.reasons.forEach((reason, index) => {
        const pick = () => this.decide("reject", { reason });
        this.actions.append(button("reason", reason, String(index + 1), pick));
      });
      this.reasonField = el("input");
      this.reasonField.type = "text";
      this.reasonField.maxLength = 500;
      this.reasonField.placeholder = strings.reason_other;
      this.reasonField.setAttribute("aria-label", strings.reason_other);
      this.actions.append(
        this.reasonField,
        button("reject", strings.reject, "Enter", () => this.rejectWithWords()),
        button("plain", strings.cancel, "Esc", () => this.leave())
      );
      return;
    }
    const decide = (action) => () => this.decide(action);
    const buttons = [
      button("approve", strings.approve, "A", decide("approve")),
      button("reject", strings.reject, "X", () => this.askReason()),
      button("edit", strings.edit, "E", () => this.edit()),
      button("flag", strings.flag, "F", decide("flag")),
      button("skip", strings.skip, "S", decide("skip")),
    ];
    for (const node of buttons) node.disabled = !has;
    const space = el("span", "space");
    this.actions.append(...buttons, space, button("undo", strings.undo, "Z", () => this.undo()));
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
