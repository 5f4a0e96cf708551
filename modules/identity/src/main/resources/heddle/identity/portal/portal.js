"use strict";
(() => {
  const root = document.getElementById("portal");
  const tenant = root.dataset.tenant;
  const at = (id) => document.getElementById(id);
  const SECTIONS = ["find", "sign-in", "sign-up", "forgot", "phone", "reset", "confirm", "second", "account"].filter(at);
  const PATHS = { "sign-in": 1, "sign-up": 1, forgot: 1, phone: 1 };
  const KEPT = "heddle-portal-" + tenant;
  const AWAY = "heddle-portal-away-" + tenant;
  const EARLY_MS = 60000;
  let ticket = null;

  // Tokens live as long as the tab, and no other site's script can read them.
  const session = {
    read: () => JSON.parse(sessionStorage.getItem(KEPT) || "null"),
    keep: (told) => sessionStorage.setItem(KEPT, JSON.stringify({ ...session.read(), ...told })),
    drop: () => sessionStorage.removeItem(KEPT),
  };

  class Refused extends Error {
    constructor(status, error) {
      const faults = (error.details || []).map((d) => d.message).filter(Boolean);
      super(faults.length ? faults.join(" ") : error.message);
      this.status = status;
      this.code = error.code;
    }
  }

  async function send(method, path, body, token) {
    const headers = { Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers.Authorization = "Bearer " + token;
    let answer;
    try {
      answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    } catch {
      throw new Refused(0, { message: "The server does not answer. Try again in a moment." });
    }
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, json.error || { message: "This did not work (" + answer.status + ")." });
    return json.data;
  }

  const portal = (path, body) => send("POST", "/v1/auth/" + path, { tenant_id: tenant || undefined, ...body });

  async function own(method, path, body) {
    let now = session.read();
    if (now.refresh_token && Date.parse(now.expires_at) - Date.now() < EARLY_MS) {
      now = await send("POST", "/v1/auth/refresh", { refresh_token: now.refresh_token }).catch(ended);
      session.keep(now);
    }
    try {
      return await send(method, "/v1/auth/" + path, body, now.access_token);
    } catch (refused) {
      if (refused.code !== "INVALID_TOKEN" && refused.code !== "TOKEN_EXPIRED") throw refused;
      return ended(refused);
    }
  }

  function ended(refused) {
    if (refused.status !== 401) throw refused;
    session.drop();
    show("sign-in");
    throw new Refused(401, { message: "You were signed out. Sign in again." });
  }

  function say(text) {
    at("said").textContent = text || "";
    at("fault").textContent = "";
  }

  function complain(refused) {
    at("said").textContent = "";
    at("fault").textContent = refused.message;
  }

  function show(name) {
    SECTIONS.forEach((id) => (at(id).hidden = id !== name));
    const hash = PATHS[name] && name !== "sign-in" ? "#" + name : "";
    history.replaceState(null, "", location.pathname + location.search + hash);
    at(name).querySelectorAll(".captcha").forEach(draw);
    at(name + "-title").focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }

  const widgets = {};

  // Both providers' scripts are used by the same three functions: render, getResponse and reset.
  function draw(box) {
    const script = window[root.dataset.captcha];
    if (script && widgets[box.id] === undefined) widgets[box.id] = script.render(box, { sitekey: root.dataset.siteKey });
  }

  function solved(box) {
    const script = window[root.dataset.captcha];
    if (!script) throw new Refused(0, { message: "The captcha could not be loaded. Allow its script and load the page again." });
    const token = script.getResponse(widgets[box.id]);
    if (!token) throw new Refused(0, { message: "Solve the captcha first." });
    return token;
  }

  // Runs what a person asked for: one thing at a time, and whatever is refused is said.
  async function run(button, work) {
    say("");
    if (button) button.disabled = true;
    try {
      await work();
    } catch (refused) {
      complain(refused);
    } finally {
      if (button) button.disabled = false;
    }
  }

  function onSubmit(id, work) {
    const form = at(id);
    if (!form) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const box = form.querySelector(".captcha");
      // A captcha's widget leaves fields of its own in the form, which the API does not know.
      const values = Object.fromEntries([...new FormData(form)].filter(([name]) => !name.endsWith("-response")));
      run(form.querySelector("[type=submit]"), async () => {
        try {
          await work(box ? { ...values, turnstile_token: solved(box) } : values);
          form.reset();
        } finally {
          // An answer is good once.
          if (box && widgets[box.id] !== undefined) window[root.dataset.captcha].reset(widgets[box.id]);
        }
      });
    });
  }

  function onClick(id, work) {
    const button = at(id);
    if (button) button.addEventListener("click", () => run(button, work));
  }

  function element(tag, text, name) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  // A line of a list with what can be done to it. The button's name tells screen readers which line it is of.
  function line(title, detail, label, work) {
    const item = element("li", "", "card");
    const row = element("div", "", "row");
    row.append(element("strong", title));
    if (label) {
      const button = element("button", label, "button quiet small");
      button.type = "button";
      button.setAttribute("aria-label", label + ": " + title);
      button.addEventListener("click", () => run(button, work));
      row.append(button);
    }
    item.append(row, element("p", detail, "soft"));
    return item;
  }

  function fill(id, lines, empty) {
    at(id).replaceChildren(...(lines.length ? lines : [element("li", empty, "empty")]));
  }

  const when = (time) => (time ? new Date(time).toLocaleString() : "never");

  async function entered(answer) {
    if (answer.mfa_required) {
      ticket = answer.mfa_ticket;
      const choices = answer.factors.map((f, i) => new Option(f.friendly_name || "Authenticator " + (i + 1), f.id));
      at("second-factor").replaceChildren(...choices);
      at("second-choice").hidden = choices.length < 2;
      return show("second");
    }
    if (answer.verification_required) {
      show("sign-in");
      return say("Almost there: open the link that was mailed to you, then sign in.");
    }
    ticket = null;
    session.keep(answer);
    return account();
  }

  async function account() {
    const me = await own("GET", "user");
    at("account-who").textContent = me.email || me.phone || me.id;
    show("account");
    await Promise.all([factors(), passkeys(), sessions()]).catch((refused) => {
      complain(refused);
    });
  }

  async function factors() {
    const all = await own("GET", "mfa/factors");
    const lines = all
      .filter((f) => f.verified_at)
      .map((f, i) =>
        line(f.friendly_name || "Authenticator " + (i + 1), "Since " + when(f.verified_at), "Remove", async () => {
          await own("DELETE", "mfa/" + f.id);
          await factors();
          say("The authenticator app is removed.");
        }),
      );
    fill("factors", lines, "None yet.");
  }

  async function passkeys() {
    const all = await own("GET", "passkeys");
    const lines = all.map((p) =>
      line(p.friendly_name, "Added " + when(p.created_at) + ", last used " + when(p.last_used_at), "Remove", async () => {
        await own("DELETE", "passkeys/" + p.id);
        await passkeys();
        say("The passkey is removed. Delete it on your device too.");
      }),
    );
    fill("passkeys", lines, "None yet.");
  }

  // The order matters: most browsers also claim to be Chrome, Safari and Mozilla.
  function program(agent) {
    const browsers = [["Firefox/", "Firefox"], ["Edg", "Edge"], ["OPR/", "Opera"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
    const systems = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"], ["Mac OS", "Mac"], ["Linux", "Linux"]];
    const told = (list) => (list.find(([mark]) => agent.includes(mark)) || [])[1];
    const browser = told(browsers);
    return browser ? browser + (told(systems) ? " on " + told(systems) : "") : agent || "Another program";
  }

  async function sessions() {
    const all = await own("GET", "sessions");
    const lines = all.map((s) =>
      line(
        s.current ? "This browser" : program(s.user_agent),
        s.ip + ", last active " + when(s.last_active_at),
        s.current ? "" : "End",
        async () => {
          await own("DELETE", "sessions/" + s.id);
          await sessions();
          say("That session has ended.");
        },
      ),
    );
    fill("sessions", lines, "None.");
  }

  // WebAuthn speaks bytes, JSON base64url.
  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  const named = (list) => list.map((c) => ({ ...c, id: bytes(c.id) }));

  async function ask(kind, options) {
    if (!window.PublicKeyCredential) throw new Refused(0, { message: "This browser cannot use passkeys." });
    try {
      return await navigator.credentials[kind]({ publicKey: options });
    } catch (refused) {
      const known = refused.name === "InvalidStateError";
      throw new Refused(0, { message: known ? "This device has a passkey already." : "The passkey was not used. Try again." });
    }
  }

  async function addPasskey() {
    const { options } = await own("POST", "passkeys/register/begin");
    const made = await ask("create", {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    });
    const response = {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    };
    const credential = { id: made.id, rawId: text(made.rawId), type: made.type, response };
    await own("POST", "passkeys/register/complete", { credential });
    await passkeys();
    say("The passkey is added.");
  }

  async function signInWithPasskey() {
    const { options } = await portal("portal-passkey-begin", {});
    const shown = await ask("get", {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: named(options.allowCredentials),
    });
    const response = {
      clientDataJSON: text(shown.response.clientDataJSON),
      authenticatorData: text(shown.response.authenticatorData),
      signature: text(shown.response.signature),
      userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
    };
    const credential = { id: shown.id, rawId: text(shown.rawId), type: shown.type, response };
    await entered(await send("POST", "/v1/auth/portal-passkey-complete", { credential }));
  }

  let enrolling = null;

  async function enrol() {
    const begun = await own("POST", "mfa/enroll", {});
    enrolling = begun.factor_id;
    at("enrolment-qr").src = begun.totp.qr_uri;
    at("enrolment-secret").textContent = begun.totp.secret.replace(/(.{4})(?=.)/g, "$1 ");
    at("recovery").hidden = true;
    at("enrolment").hidden = false;
    at("enrolment-title").focus();
  }

  async function confirmFactor(values) {
    const done = await own("POST", "mfa/verify", { factor_id: enrolling, code: values.code });
    session.keep({ access_token: done.access_token, expires_at: done.expires_at });
    at("enrolment").hidden = true;
    at("enrolment-qr").removeAttribute("src");
    at("enrolment-secret").textContent = "";
    await Promise.all([factors(), sessions()]);
    if (done.recovery_codes) {
      at("recovery-list").replaceChildren(...done.recovery_codes.map((code) => element("li", code)));
      at("recovery").hidden = false;
      at("recovery-title").focus();
    }
    say("The authenticator app is confirmed. Other sessions have ended.");
  }

  async function find(values) {
    const found = await send("POST", "/v1/auth/portal-identify", values);
    const here = (id) => "/portal?tenant=" + encodeURIComponent(id);
    if (found.tenant_id) return location.assign(here(found.tenant_id));
    const lines = found.tenants.map((t) => {
      const item = element("li", "", "card");
      const link = element("a", t.name);
      link.href = here(t.id);
      item.append(link);
      return item;
    });
    return fill("find-list", lines, "Nobody here knows this address.");
  }

  // Who comes back must have left from this very tab, or somebody else's sign-in would be taken for one's own.
  async function leave(event) {
    event.preventDefault();
    const url = new URL(event.currentTarget.href);
    const verifier = text(crypto.getRandomValues(new Uint8Array(32)));
    if (event.currentTarget.dataset.code === "true" && crypto.subtle) {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
      url.searchParams.set("code_challenge", text(digest));
    }
    sessionStorage.setItem(AWAY, verifier);
    location.assign(url);
  }

  async function comeBack(code, told) {
    const verifier = sessionStorage.getItem(AWAY);
    sessionStorage.removeItem(AWAY);
    history.replaceState(null, "", "/portal?tenant=" + encodeURIComponent(tenant));
    show("sign-in");
    if (!verifier) throw new Refused(0, { message: "This sign-in was not begun here. Begin again." });
    if (told.get("error")) throw new Refused(0, { message: told.get("error_description") || "The provider refused. Try again." });
    if (code) return entered(await send("POST", "/v1/auth/refresh", { auth_code: code, code_verifier: verifier }));
    if (told.get("mfa_ticket")) {
      const factors = (told.get("factor_ids") || "").split(",").map((id) => ({ id }));
      return entered({ mfa_required: true, mfa_ticket: told.get("mfa_ticket"), factors });
    }
    const expires = new Date(Date.now() + told.get("expires_in") * 1000).toISOString();
    return entered({ access_token: told.get("access_token"), refresh_token: told.get("refresh_token"), expires_at: expires });
  }

  let phone = null;

  async function sendCode(values) {
    const { message } = await portal("portal-otp-send", values);
    phone = values.phone;
    at("phone-code-form").hidden = false;
    at("phone-code").focus();
    say(message);
  }

  // A link of a mail does nothing by itself, since mail programs open links to look at them.
  function openLink(token, type) {
    history.replaceState(null, "", "/portal" + (tenant ? "?tenant=" + encodeURIComponent(tenant) : ""));
    if (type === "reset" || type === "invite") {
      onSubmit("reset-form", async (values) => {
        await send("POST", "/v1/auth/portal-reset-password", { token, password: values.password });
        show(tenant ? "sign-in" : "find");
        say("Your password is set. Sign in with it.");
      });
      return show("reset");
    }
    const verify = type === "verify";
    at("confirm-text").textContent = verify ? "Confirm your e-mail address." : "Sign in with the link of your mail.";
    onClick("confirm-go", async () => {
      if (!verify) return entered(await send("POST", "/v1/auth/portal-magic-link-verify", { token }));
      await send("POST", "/v1/auth/portal-verify-email", { token });
      show(tenant ? "sign-in" : "find");
      return say("Your e-mail address is confirmed.");
    });
    return show("confirm");
  }

  onSubmit("find-form", find);
  onSubmit("sign-in-form", async (values) => entered(await portal("portal-login", values)));
  onSubmit("sign-up-form", async (values) => entered(await portal("portal-signup", values)));
  onSubmit("forgot-form", async (values) => say((await portal("portal-forgot-password", { ...values, redirect_to: root.dataset.own })).message));
  onSubmit("second-form", async (values) =>
    entered(await send("POST", "/v1/auth/mfa/complete", { mfa_ticket: ticket, factor_id: values.factor, code: values.code })),
  );
  onSubmit("recovery-form", async (values) => {
    const answer = await send("POST", "/v1/auth/mfa/recover", { mfa_ticket: ticket, recovery_code: values.code });
    await entered(answer);
    say("You are in. " + answer.remaining + " recovery codes are left.");
  });
  onSubmit("enrolment-form", confirmFactor);
  onClick("magic-send", async () => {
    const email = at("sign-in-email");
    if (!email.reportValidity()) return;
    say((await portal("portal-magic-link", { email: email.value, redirect_to: root.dataset.own })).message);
  });
  onSubmit("phone-form", sendCode);
  onSubmit("phone-code-form", async (values) => entered(await portal("portal-otp-verify", { phone, code: values.code })));
  root.querySelectorAll(".provider").forEach((link) => link.addEventListener("click", leave));
  onClick("passkey-sign-in", signInWithPasskey);
  onClick("factor-add", enrol);
  onClick("passkey-add", addPasskey);
  onClick("sign-out", async () => {
    const now = session.read();
    await send("POST", "/v1/auth/logout", { refresh_token: now.refresh_token }, now.access_token);
    session.drop();
    show("sign-in");
    say("You are signed out.");
  });
  window.addEventListener("hashchange", () => {
    const wanted = location.hash.slice(1);
    if (PATHS[wanted] && at(wanted) && at("account").hidden) {
      say("");
      show(wanted);
    }
  });

  const query = new URLSearchParams(location.search);
  const told = new URLSearchParams(location.hash.slice(1));
  const back = query.get("code") || ["access_token", "mfa_ticket", "error"].some((name) => told.has(name));
  if (query.get("token")) {
    openLink(query.get("token"), query.get("type"));
  } else if (tenant && back) {
    run(null, () => comeBack(query.get("code"), told));
  } else if (!tenant) {
    show("find");
  } else if (session.read()) {
    run(null, account);
  } else {
    const wanted = location.hash.slice(1);
    show(PATHS[wanted] && at(wanted) ? wanted : "sign-in");
  }
})();
