/* The grade card: a question, and answers side by side that are given two scores each.
 * The page's side of it is __init__.py beside this file; base.js comes before it.
 *
 * A cursor stands on one score of one answer. A digit sets it and moves on: accuracy, detail, the
 * next answer; behind the last one only Enter does something, so that a digit too many changes
 * nothing. What is begun is kept in sessionStorage until the card is sent.
 */

const AXES = ["accuracy", "detail"];
const NEXT = { KeyJ: 1, BracketRight: 1, KeyK: -1, BracketLeft: -1 };

class GradeCard extends KeyboardCard {
  constructor(root) {
    super(root, "grade");
    this.shows = { gold: false, passage: false }; // as this grader left it on the card before
    this.at = null; // the cursor: index of an answer and of an axis; null behind the last one
  }

  // ---- what comes from the server -------------------------------------------------------------

  given(data) {
    this.most = data.most;
  }

  restore(scope) {
    super.restore(scope);
    this.shows = { ...this.shows, ...this.stored().shows };
  }

  kept() {
    return { ...super.kept(), shows: this.shows };
  }

  busy() {
    return this.drafts[this.current] !== undefined;
  }

  rest() {
    this.at = this.firstOpen(0);
  }

  undone(last) {
    this.drafts[last.card.slot] = { marks: { ...last.more.marks }, comment: last.more.comment };
  }

  keptWords(refused) {
    if (refused.action !== "grade") return "";
    const marks = Object.entries(refused.marks).map(([letter, pair]) => `${letter} ${pair.join("/")}`);
    return [marks.join(" · "), refused.comment].filter(Boolean).join("\n");
  }

  identity() {
    const card = this.card();
    return card ? `${card.slot}:${card.answers.length}` : `none:${this.pending.length > 0}`;
  }

  // ---- marks ----------------------------------------------------------------------------------

  /* Of the card on screen: what is begun here, else what it was given before. */
  draft() {
    const card = this.card();
    return this.drafts[card.slot] || { marks: card.marks, comment: card.comment };
  }

  marksOf(letter) {
    return this.draft().marks[letter] || [null, null];
  }

  change(values) {
    this.drafts[this.card().slot] = { ...this.draft(), ...values };
    this.persist();
  }

  /* The first answer at or after `from` that lacks a score, else the first before it. */
  firstOpen(from) {
    const card = this.card();
    if (!card) return null;
    const order = card.answers.map((_, index) => (from + index) % card.answers.length);
    for (const index of order) {
      const axis = this.marksOf(card.answers[index].letter).findIndex((score) => score === null);
      if (axis >= 0) return { index, axis };
    }
    return null;
  }

  mark(index, axis, score) {
    const card = this.card();
    const { letter } = card.answers[index];
    const pair = [...this.marksOf(letter)];
    pair[axis] = score;
    this.change({ marks: { ...this.draft().marks, [letter]: pair } });
    // On to the other score of this answer, where it is still to be given or was just passed.
    const detailNext = axis === 0 && (pair[1] === null || this.revises === index);
    this.at = detailNext ? { index, axis: 1 } : this.firstOpen(index);
    if (!detailNext) this.revises = null;
    this.paintCursor();
    this.reveal();
    this.say(
      this.at
        ? `${card.answers[this.at.index].letter} ${this.strings[AXES[this.at.axis]]}`
        : this.strings.said_ready
    );
  }

  /* Step to another answer, to give its scores anew where it has them. */
  move(step) {
    const card = this.card();
    if (!card) return true;
    const last = card.answers.length - 1;
    const from = this.at ? this.at.index : last + 1;
    const index = Math.max(0, Math.min(last, from + step));
    this.point(index);
    return true;
  }

  point(index) {
    const open = this.marksOf(this.card().answers[index].letter).findIndex((s) => s === null);
    this.at = { index, axis: Math.max(0, open) };
    this.revises = open < 0 ? index : null;
    this.paintCursor();
    this.reveal();
  }

  /* The answer under the cursor, where it is cut off below. */
  reveal() {
    const node = this.at && this.answerNodes[this.at.index];
    if (node) node.scrollIntoView({ block: "nearest" });
  }

  /* The score before the cursor is open again. */
  erase() {
    const card = this.card();
    if (!card) return true;
    const end = { index: card.answers.length, axis: 0 };
    const { index, axis } = this.at || end;
    const back = axis === 1 ? { index, axis: 0 } : { index: index - 1, axis: 1 };
    if (back.index < 0) return true;
    const { letter } = card.answers[back.index];
    const pair = [...this.marksOf(letter)];
    pair[back.axis] = null;
    this.change({ marks: { ...this.draft().marks, [letter]: pair } });
    this.at = back;
    this.revises = null;
    this.paintCursor();
    return true;
  }

  submit() {
    const card = this.card();
    if (!card || this.unseen()) return;
    const open = this.firstOpen(0);
    if (open) {
      this.at = open;
      this.paintCursor();
      this.say(this.strings.said_missing);
      this.hint.textContent = this.strings.said_missing;
      return;
    }
    const { marks, comment } = this.draft();
    this.decide("grade", { marks, comment });
  }

  takeBack() {
    if (this.unseen()) return;
    const asked = this.pending.some((item) => item.action === "undo");
    if (this.decided.length) this.undo();
    else if (!asked && this.progress.latest) this.undo(this.progress.latest);
    else if (!asked) this.say(this.strings.nothing_to_undo);
  }

  // ---- keys -----------------------------------------------------------------------------------

  keyInField(event) {
    const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (event.key === "Escape") this.frame.focus({ preventScroll: true });
    else if (enter) this.submit();
    else return;
    event.preventDefault();
  }

  keyPressed(event) {
    const { code } = event;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
    if (digit) return this.digit(Number(digit[1]));
    if (NEXT[code]) return this.move(NEXT[code]);
    if (code === "Enter" || code === "NumpadEnter") return this.enter(event);
    if (code === "Backspace") return this.erase();
    if (code === "KeyG") return this.toggle("gold");
    if (code === "KeyP") return this.toggle("passage");
    if (code === "KeyM") return this.comment();
    if (code === "KeyU" || code === "KeyZ") return this.takeBack(), true;
    if (event.key === "?" || code === "Slash") return this.toggleHelp();
    if (code === "Escape" && this.showsHelp) return this.toggleHelp();
    return false;
  }

  digit(score) {
    if (score > 2 || !this.card() || this.unseen()) return score <= 2;
    if (this.at) this.mark(this.at.index, this.at.axis, score);
    return true;
  }

  /* On a button that has the focus Enter presses it, as everywhere; scores are chosen by Space. */
  enter(event) {
    const target = event.composedPath()[0];
    const inside = event.composedPath().includes(this.host);
    const presses = inside ? "button:not([role=radio])" : "button, a, [role=button], summary";
    if (target instanceof Element && target.matches(presses)) return false;
    this.submit();
    return true;
  }

  toggle(part) {
    this.shows[part] = !this.shows[part];
    this.persist();
    this.paintAids();
    this.reveal();
    return true;
  }

  comment() {
    if (this.commentField) this.commentField.focus();
    return true;
  }

  // ---- painting -------------------------------------------------------------------------------

  build() {
    this.asked = el("section", "asked");
    this.aids = el("div", "aids");
    this.answers = this.section("answers", this.strings.answers);
    this.buildFrame(this.asked, this.aids, this.answers);
  }

  paint() {
    const card = this.card();
    this.painted = this.identity();
    this.frame.dataset.slot = card ? card.slot : "";
    this.frame.classList.toggle("empty", !card);
    if (!this.at) this.at = this.firstOpen(0);
    this.revises = null;
    this.paintAsked();
    this.paintAids();
    this.paintAnswers();
    this.paintActions();
    this.paintHelp();
    this.paintCursor();
  }

  paintAsked() {
    const card = this.card();
    this.asked.replaceChildren();
    if (!card) {
      const waiting = this.pending.length > 0;
      this.asked.append(el("p", "nothing", waiting ? this.strings.saving : this.progress.empty));
      return;
    }
    const head = el("div", "head");
    head.append(el("span", "place", card.number));
    for (const label of card.labels) head.append(el("span", "badge", label));
    this.asked.append(head, el("p", "question", card.question));
  }

  /* The expected answer and its passage, each folded until asked for. */
  paintAids() {
    this.keepingFocus(this.aids, () => this.fillAids());
  }

  fillAids() {
    const card = this.card();
    this.aids.replaceChildren();
    if (!card) return;
    const { strings, shows } = this;
    const toggles = el("div", "toggles");
    const parts = [["gold", strings.gold, "G"]];
    if (card.passage) parts.push(["passage", strings.passage, "P"]);
    for (const [part, label, key] of parts) {
      const press = button(`aid ${part}`, label, key, (event) => {
        this.toggle(part);
        this.leaveButton(event);
      });
      press.setAttribute("aria-expanded", String(shows[part]));
      toggles.append(press);
    }
    this.aids.append(toggles);
    const opened = el("div", "opened");
    if (shows.gold) {
      const gold = this.section("gold-text", strings.gold);
      gold.append(el("div", "caption", strings.gold));
      gold.append(el("p", card.gold ? "passage" : "nothing", card.gold || strings.no_gold));
      opened.append(gold);
    }
    if (shows.passage && card.passage) {
      const source = this.section("source", strings.passage);
      source.append(el("div", "caption", card.source || strings.passage));
      const pane = this.pane(strings.passage);
      pane.append(el("p", "passage", card.passage));
      source.append(pane);
      opened.append(source);
    }
    if (opened.children.length) this.aids.append(opened);
  }

  paintAnswers() {
    const card = this.card();
    this.answers.replaceChildren();
    this.answerNodes = [];
    if (!card) return;
    this.answers.dataset.count = String(card.answers.length);
    card.answers.forEach((answer, index) => {
      const node = el("article", "answer-card");
      node.setAttribute("aria-label", answer.letter);
      node.dataset.letter = answer.letter;
      const head = el("div", "head");
      head.append(el("span", "letter", answer.letter));
      if (answer.not_found) head.append(el("span", "badge", this.strings.not_found));
      if (answer.random) {
        const badge = el("span", "badge orange", this.strings.random);
        badge.title = this.strings.random_note;
        head.append(badge);
      }
      const pane = this.pane(answer.letter);
      pane.append(el("p", answer.text ? "answer" : "nothing", answer.text || "–"));
      node.append(head, pane);
      if (answer.random) node.append(el("p", "random-note", this.strings.random_note));
      AXES.forEach((axis, number) => node.append(this.scores(answer, index, axis, number)));
      node.addEventListener("mousedown", (event) => {
        if (!event.target.closest("button") && this.card() === card) this.point(index);
      });
      this.answers.append(node);
      this.answerNodes.push(node);
    });
  }

  scores(answer, index, axis, number) {
    const row = el("div", `scores ${axis}`);
    row.setAttribute("role", "radiogroup");
    row.setAttribute("aria-label", `${answer.letter} ${this.strings[axis]}`);
    row.append(el("span", "axis", this.strings[axis]));
    this.strings[`${axis}_scores`].forEach((words, score) => {
      const choice = el("button", "score");
      choice.type = "button";
      choice.setAttribute("role", "radio");
      choice.setAttribute("aria-label", `${score} ${words}`);
      choice.title = words;
      choice.append(el("strong", "", String(score)), el("span", "", words));
      choice.addEventListener("click", (event) => {
        if (this.unseen()) return;
        this.revises = null;
        this.mark(index, number, score);
        this.leaveButton(event);
      });
      row.append(choice);
    });
    return row;
  }

  /* After a click with the mouse the keys are the card's again. */
  leaveButton(event) {
    if (event.detail > 0) this.frame.focus({ preventScroll: true });
  }

  /* What changes with every key: scores that are set, and where the cursor stands. */
  paintCursor() {
    const card = this.card();
    if (!card) return;
    this.answerNodes.forEach((node, index) => {
      const pair = this.marksOf(card.answers[index].letter);
      node.classList.toggle("now", this.at !== null && this.at.index === index);
      node.classList.toggle("complete", !pair.includes(null));
      AXES.forEach((axis, number) => {
        const row = node.querySelector(`.${axis}`);
        const here = this.at !== null && this.at.index === index && this.at.axis === number;
        row.classList.toggle("now", here);
        row.querySelectorAll(".score").forEach((choice, score) => {
          choice.setAttribute("aria-checked", String(pair[number] === score));
        });
      });
    });
    const ready = this.firstOpen(0) === null;
    const submit = this.actions.querySelector("button.submit");
    if (submit) submit.classList.toggle("main", ready);
    if (this.hint) this.hint.textContent = ready ? this.strings.said_ready : "";
  }

  fillActions() {
    const { strings } = this;
    const card = this.card();
    const typed = this.commentField && this.root.activeElement === this.commentField;
    this.actions.replaceChildren();
    this.commentField = this.hint = null;
    if (card) {
      const field = el("input");
      field.type = "text";
      field.maxLength = this.most;
      field.placeholder = `${strings.comment} (M)`;
      field.setAttribute("aria-label", strings.comment);
      field.value = this.draft().comment;
      field.addEventListener("input", () => this.change({ comment: field.value }));
      this.commentField = field;
      this.hint = el("span", "ready");
      const submit = button("submit", strings.submit, "Enter", (event) => {
        this.leaveButton(event);
        this.submit();
      });
      this.actions.append(submit, this.hint, field);
    }
    const undo = button("undo", strings.undo, "U", (event) => {
      this.leaveButton(event);
      this.takeBack();
    });
    this.actions.append(el("span", card ? "gap" : "space"), undo);
    if (typed) this.frame.focus({ preventScroll: true });
  }
}

export default mounted(GradeCard);
