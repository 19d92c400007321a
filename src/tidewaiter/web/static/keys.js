// Security keys: a form [data-security-key="create|get"] asks the browser for the key with the options in data-options,
// puts its answer into the field "credential" and sends itself. Source: W3C Web Authentication, Level 3.
(() => {
  "use strict";
  const asked = {
    create: (options) => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
    get: (options) => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-security-key]");
    if (!form || form.elements.credential.value) return;
    event.preventDefault();
    const told = form.querySelector("[role=alert]");
    told.hidden = true;
    try {
      const answer = await asked[form.dataset.securityKey](JSON.parse(form.dataset.options).publicKey);
      form.elements.credential.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      told.hidden = false;
    }
  });
})();
