// The search field of every page: suggests while typing. Without this script the form does its work by its button.
(function () {
  'use strict';
  const form = document.querySelector('form.finder');
  const field = form && form.querySelector('input[type=search]');
  if (!field || !window.fetch || !window.AbortController) return;
  const WAIT_MS = 120;
  const LIMIT = 8;
  const ID = 'suggestions';
  let timer = 0;
  let running = null;
  let chosen = -1; // which suggestion; -1: what was typed
  let shownFor = null; // the words that the suggestions are for

  const list = document.createElement('ul');
  list.id = ID;
  list.className = 'suggestions';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Records');
  list.hidden = true;
  const status = document.createElement('p');
  status.className = 'unseen';
  status.setAttribute('role', 'status');
  const hint = document.createElement('span');
  hint.className = 'hint';
  hint.textContent = '/';
  hint.setAttribute('aria-hidden', 'true');
  field.after(hint);
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list',
    'aria-expanded': 'false', 'aria-controls': ID, 'aria-haspopup': 'listbox', 'aria-keyshortcuts': '/' }))
    field.setAttribute(name, value);

  function addPart(option, name, text) {
    const part = document.createElement('span');
    part.className = name;
    part.textContent = text;
    option.append(part, ' ');
  }

  function placeOf(hit) {
    const first = hit.first_port_number;
    const last = hit.last_port_number;
    const ports = first === undefined ? '' : first === last ? String(first) : first + '-' + last;
    return ports;
  }

  // Where a record leads: to its port number when that was typed, else to its service name.
  function addressOf(hit, words) {
    const ports = placeOf(hit);
    const asked = /^[0-9]/.test(words) || !hit.service_name;
    if (ports && asked) return '/ports/' + ports;
    return hit.service_name ? '/services/' + encodeURIComponent(hit.service_name) : '/search?q=' + encodeURIComponent(words);
  }

  // Records of one service name on one port number are one suggestion with all transport protocols.
  function merge(hits) {
    const merged = new Map();
    for (const hit of hits) {
      const key = (hit.service_name || hit.description) + '\n' + placeOf(hit);
      const known = merged.get(key);
      const transport = hit.transport_protocol;
      if (!known) merged.set(key, { hit, transports: transport ? [transport] : [] });
      else if (transport && !known.transports.includes(transport)) known.transports.push(transport);
    }
    return [...merged.values()];
  }

  function makeOption(entry, index, words) {
    const option = document.createElement('li');
    option.id = ID + '-' + index;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.href = addressOf(entry.hit, words);
    addPart(option, 'called', entry.hit.service_name || '');
    addPart(option, 'place', [placeOf(entry.hit), entry.transports.join(' ')].filter(Boolean).join(' '));
    addPart(option, 'said', entry.hit.description || '');
    return option;
  }

  function close() {
    list.hidden = true;
    choose(-1);
    field.setAttribute('aria-expanded', 'false');
  }

  function choose(index) {
    const options = list.children;
    if (options[chosen]) options[chosen].setAttribute('aria-selected', 'false');
    chosen = index;
    if (!options[chosen]) {
      field.removeAttribute('aria-activedescendant');
      return;
    }
    options[chosen].setAttribute('aria-selected', 'true');
    options[chosen].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', options[chosen].id);
  }

  function say(total, shown) {
    if (!total) return 'No records.';
    const found = total === 1 ? '1 record' : total + ' records';
    return found + ', ' + (shown === 1 ? '1 suggestion' : shown + ' suggestions') + ': use the arrow keys.';
  }

  function show(answer, words) {
    const entries = merge(answer.hits || []);
    list.replaceChildren(...entries.map((entry, index) => makeOption(entry, index, words)));
    chosen = -1;
    shownFor = words;
    if (!entries.length || document.activeElement !== field) close();
    else open();
    if (document.activeElement === field) status.textContent = say(answer.total, entries.length);
  }

  function open() {
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
  }

  function stop() {
    clearTimeout(timer);
    if (running) running.abort();
    running = null;
  }

  async function suggest() {
    const words = field.value.trim();
    stop();
    if (!words) {
      shownFor = null;
      status.textContent = '';
      list.replaceChildren();
      close();
      return;
    }
    const request = new AbortController();
    running = request;
    try {
      const response = await fetch('/api/v1/search?limit=' + LIMIT + '&q=' + encodeURIComponent(words),
        { signal: request.signal, headers: { Accept: 'application/json' } });
      if (running !== request) return;
      // A filter that is half typed makes no sense yet: what was suggested before stays.
      if (response.ok) {
        const answer = await response.json();
        if (running === request) show(answer, words);
      }
    } catch (error) {
      if (error.name !== 'AbortError') close();
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT_MS);
  }

  function go(option) {
    stop();
    close();
    window.location.assign(option.dataset.href);
  }

  function step(by) {
    const count = list.children.length;
    if (list.hidden && count && shownFor === field.value.trim()) open();
    if (list.hidden) suggest();
    else choose(((chosen + 1 + by + count + 1) % (count + 1)) - 1);
  }

  function press(event) {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' && !list.hidden && list.children[chosen]) go(list.children[chosen]);
    else if (event.key === 'Escape' && !list.hidden) close();
    else return;
    event.preventDefault();
  }

  field.addEventListener('input', soon);
  field.addEventListener('keydown', press);
  field.addEventListener('blur', function () {
    stop();
    close();
  });
  form.addEventListener('submit', stop);
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener('click', function (event) {
    const option = event.target.closest('[role=option]');
    if (option) go(option);
  });
  document.addEventListener('keydown', function (event) {
    const target = event.target;
    const writes = target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writes) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
