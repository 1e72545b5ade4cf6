/* The review card: a passage beside the question and answer that were made from it.
 * The page's side of it is __init__.py beside this file; base.js comes before it.
 */

const DECIDING = { KeyA: "approve", KeyX: "reject", KeyF: "flag", KeyS: "skip" };

class ReviewCard extends KeyboardCard {
  constructor(root) {
    super(root, "review");
    this.images = new Map();
    this.mode = "read"; // read, edit, reject
    this.showsPage = false;
  }

  // ---- what comes from the server -------------------------------------------------------------

  given(data) {
    this.reasons = data.reasons;
    for (const [key, url] of Object.entries(data.images)) this.images.set(key, url);
  }

  repaint() {
    if (this.showsPage) this.paintSource();
  }

  busy() {
    return this.mode !== "read";
  }

  rest() {
    this.mode = "read";
  }

  undone(last) {
    if (last.more.answer !== undefined) {
      this.drafts[last.card.slot] = { question: last.more.question, answer: last.more.answer };
    }
  }

  keptWords(refused) {
    return refused.answer === undefined ? "" : `${refused.question}\n\n${refused.answer}`;
  }

  identity() {
    const card = this.card();
    if (!card) return `none:${this.pending.length > 0}`;
    return `${card.slot}:${card.revision}:${card.findings.length}:${card.stale}`;
  }

  // ---- what goes to the server ----------------------------------------------------------------

  outgoing() {
    const images = this.wantedImages();
    return this.pending.length || images.length ? { decisions: this.pending, images } : null;
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
    if (card) super.decide(action, { revision_id: card.revision, ...more });
  }

  // ---- keys -----------------------------------------------------------------------------------

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
    if (!this.card() || this.unseen()) return true;
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
    this.source = this.section("source", this.strings.source);
    this.words = this.section("words", this.strings.words);
    const panes = el("div", "panes");
    panes.append(this.source, this.words);
    this.buildFrame(panes);
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

  moves() {
    const at = this.hand.findIndex((card) => card.slot === this.current);
    if (at < 0) return [];
    return [
      button("plain previous", this.strings.previous, "K", () => this.move(-1)),
      el("span", "place", `${at + 1} / ${this.hand.length}`),
      button("plain next", this.strings.next, "J", () => this.move(1)),
    ];
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
    const pane = this.pane(this.strings.source);
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

  fillActions() {
    const { strings } = this;
    const has = this.card() !== null;
    this.actions.replaceChildren();
    this.actions.classList.toggle("asking", this.mode === "reject");
    if (has && this.mode === "edit") {
      this.actions.append(
        button("main approve", strings.save, "Ctrl+Enter", () => this.save()),
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
      button("main approve", strings.approve, "A", decide("approve")),
      button("reject", strings.reject, "X", () => this.askReason()),
      button("edit", strings.edit, "E", () => this.edit()),
      button("flag", strings.flag, "F", decide("flag")),
      button("skip", strings.skip, "S", decide("skip")),
    ];
    for (const node of buttons) node.disabled = !has;
    const space = el("span", "space");
    this.actions.append(...buttons, space, button("undo", strings.undo, "Z", () => this.undo()));
  }
}

export default mounted(ReviewCard);
