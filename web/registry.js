// The table of the registry: searches while typing. Without this script the form does the same by its button.
(function () {
  'use strict';
  const form = document.querySelector('form.filter');
  const results = document.getElementById('results');
  const status = document.getElementById('status');
  if (!form || !results || !window.fetch) return;
  const WAIT_MS = 150;
  let timer = 0;
  let running = null;

  function address() {
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) parameters.append(name, value);
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

  async function search() {
    const target = address();
    if (running) running.abort();
    running = new AbortController();
    try {
      const response = await fetch(target, { signal: running.signal });
      if (!response.ok) throw new Error(response.statusText);
      show(await response.text());
      history.replaceState(null, '', target);
    } catch (error) {
      if (error.name !== 'AbortError') status.textContent = 'The search failed: ' + error.message;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  }

  form.addEventListener('input', soon);
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    clearTimeout(timer);
    search();
  });
})();
