// Asks the browser for passkeys. Without it the pages work as they do, with passwords.
"use strict";

// What browsers say of these differs, and helps nobody.
const reasons = {
  NotAllowedError: "The passkey was not used. Try again.",
  SecurityError: "Passkeys need https, or http://localhost.",
};

const form = document.querySelector("form[data-passkey]");

async function post(address, fields) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, ...fields });
  const response = await fetch(form.dataset.root + address, { method: "POST", body, redirect: "error" });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(text ? JSON.parse(text).error.message : "The server did not answer. Try again.");
  }

  return text ? JSON.parse(text) : null;
}

async function create() {
  const { state, options } = await post("/passkeys/options", {});
  const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  await post("/passkeys", { state, credential: JSON.stringify(made.toJSON()) });
  location.reload();
}

async function signIn() {
  const { state, options } = await post("/login/passkey/options", {});
  const answer = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  await post("/login/passkey", { state, credential: JSON.stringify(answer.toJSON()) });
  location.assign(form.dataset.next);
}

async function run(event) {
  event.preventDefault();
  const problem = form.querySelector(".problem");
  problem.textContent = "";
  try {
    await (form.dataset.passkey === "create" ? create() : signIn());
  } catch (error) {
    problem.textContent = reasons[error.name] ?? error.message;
  }
}

if (form && window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  form.hidden = false;
  form.addEventListener("submit", run);
}
