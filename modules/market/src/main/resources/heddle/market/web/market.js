"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const TYPES = ["status", "log", "check", "verdict", "end"];
  const MOST_LINES = 5000;
  // What the API says to programs, for people.
  const WORDS = { CONNECT_REQUIRED: "Stripe does not know yet where to pay you. Tell it first: the link is below the amount." };

  // Two clicks are one job.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });

  // Back in the history, a form may be sent again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function fresh(id) {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    if (part) at(id).replaceWith(part);
  }

  function worded(type, data) {
    switch (type) {
      case "status":
        return "Now " + data.status.replaceAll("_", " ") + (data.attempt_count ? ", attempt " + data.attempt_count : "");
      case "log":
        return data.message;
      case "check":
        return (data.passed ? "Passed: " : data.state === "ok" ? "Failed: " : "Not decided: ") + data.id + (data.message ? ": " + data.message : "");
      case "verdict":
        return (data.passed ? "Verified" : "Not verified") + (data.reasoning ? ": " + data.reasoning : "");
      default:
        return "The end: " + data.status.replaceAll("_", " ");
    }
  }

  function follow(log) {
    const state = at("log-state");
    const source = new EventSource("/api/jobs/" + encodeURIComponent(log.dataset.job) + "/logs");
    let seen = "";
    let due = 0;

    // Several lines at once ask for the page's upper part once.
    function renew() {
      clearTimeout(due);
      due = setTimeout(() => fresh("state"), 150);
    }

    function add(type, data) {
      const line = document.createElement("li");
      line.className = "line line-" + type + (data.passed === false || data.level === "error" ? " fault" : "");
      line.textContent = worded(type, data);
      const below = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      log.append(line);
      if (log.childElementCount > MOST_LINES) log.firstElementChild.remove();
      if (below) log.scrollTop = log.scrollHeight;
    }

    TYPES.forEach((type) =>
      source.addEventListener(type, (event) => {
        const data = JSON.parse(event.data);
        // How the job stands comes at every connection, without an id of its own; it is no line of the log.
        const line = event.lastEventId !== seen;
        seen = event.lastEventId;
        if (line) add(type, data);
        if (type === "end") {
          source.close();
          state.textContent = "The job has ended; so has its log.";
        }
        if (type === "end" || (type === "status" && data.status !== at("state").dataset.status)) renew();
      }));
    source.addEventListener("open", () => (state.textContent = "Following."));
    source.addEventListener("error", () => {
      state.textContent = source.readyState === EventSource.CLOSED ? "The log has ended. Reload the page to follow again." : "The connection broke; trying again.";
    });
    addEventListener("pagehide", () => source.close());
  }

  // As the server reads amounts: a comma or point stands before cents, never between thousands.
  function cents(typed) {
    const parts = /^\$?\s*(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
    const amount = parts ? Number(parts[1]) * 100 + Number((parts[2] || "").padEnd(2, "0")) : 0;
    return amount > 0 ? amount : null;
  }

  async function pay(form) {
    const said = at("wallet-said");
    const fault = at("wallet-fault");
    said.textContent = fault.textContent = "";
    const field = form.elements.dollars;
    const amount = field ? cents(field.value) : undefined;
    if (amount === null) {
      fault.textContent = "Write an amount in dollars such as 5 or 7.50.";
      return;
    }
    // The same key until it worked, so that a broken connection charges nobody twice.
    form.dataset.key = form.dataset.amount === String(amount) && form.dataset.key ? form.dataset.key : key();
    form.dataset.amount = String(amount);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.api, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": form.dataset.key },
        body: JSON.stringify({ amount_cents: amount }),
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        form.dataset.key = "";
        if (told.url) {
          location.assign(told.url);
          return;
        }
        said.textContent = form.dataset.done;
        await fresh("balance");
        await fresh("statement");
      } else if (answer.status < 500 || told.code) {
        // The first one still runs; the same key waits for it.
        if (answer.status !== 409) form.dataset.key = "";
        const details = Object.values((told.details && told.details.fields) || {}).join(" ");
        fault.textContent = details || WORDS[told.code] || told.error || "That did not work (" + answer.status + ").";
      } else {
        fault.textContent = "That did not work (" + answer.status + "). Try again in a moment.";
      }
    } catch {
      fault.textContent = "The server does not answer. Try again in a moment.";
    } finally {
      button.disabled = false;
    }
  }

  document.querySelectorAll("form[data-api]").forEach((form) =>
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      pay(form);
    }));
  const log = at("log");
  if (log) follow(log);
})();
