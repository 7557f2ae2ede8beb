// The table of the registry: filters while typing. Without this script the form does the same by its button.
(function () {
  'use strict';
  const form = document.querySelector('form.filter');
  const results = document.getElementById('results');
  const status = document.getElementById('status');
  if (!form || !results || !window.fetch) return;
  const WAIT_MS = 150; // for the next letter
  const PAUSE_MS = 2000; // what is asked after such a pause is an entry of its own in the history
  let timer = 0;
  let running = null;
  let asked = 0; // when the last question was asked

  function address() {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) parameters.append(name, value);
    const query = parameters.toString();
    return query ? '/?' + query : '/';
  }

  function show(page) {
    const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById('results');
    if (!fresh) return;
    results.replaceChildren(...fresh.childNodes);
    const said = results.querySelector('caption, .nothing');
    status.textContent = said ? said.textContent : '';
  }

  // Shows what TARGET answers. Returns whether it did.
  async function load(target) {
    if (running) running.abort();
    running = new AbortController();
    try {
      const response = await fetch(target, { signal: running.signal, headers: { Accept: 'text/html' } });
      if (!response.ok) throw new Error(response.statusText);
      show(await response.text());
      return true;
    } catch (error) {
      if (error.name !== 'AbortError') status.textContent = 'The search failed: ' + error.message;
      return false;
    }
  }

  async function filter() {
    const target = address();
    if (target === location.pathname + location.search || !form.checkValidity()) return;
    if (!await load(target)) return;
    const now = Date.now();
    if (now - asked > PAUSE_MS) history.pushState(null, '', target);
    else history.replaceState(null, '', target);
    asked = now;
  }

  form.addEventListener('input', function () {
    clearTimeout(timer);
    timer = setTimeout(filter, WAIT_MS);
  });
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    clearTimeout(timer);
    filter();
  });

  // Back and forward: the fields get what the address says, and the records follow.
  window.addEventListener('popstate', function () {
    const parameters = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = parameters.get(field.name) || '';
    asked = 0;
    load(location.pathname + location.search);
  });
})();
