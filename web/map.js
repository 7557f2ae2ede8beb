// The map of the port numbers, to walk in: zoom, pan, point, and play the releases. Without this script the page is a
// picture with links. All states of all releases come in one answer, /map/changes (docs/map.md).
(function () {
  'use strict';
  const SIDE = 256, PORTS = 65536, BLOCK = 1024, BLOCK_SIDE = 32, ZOOM_MOST = 32;
  const PLAY_MS = 80, PLAY_CALM_MS = 600, PULSE_MS = 900, ASK_WAIT_MS = 120;
  const TRANSPORTS = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP', dccp: 'DCCP', any: 'any transport protocol' };
  const TITLES = { unassigned: 'Unassigned', assigned: 'Assigned', reserved: 'Reserved by a record',
    implied: 'Reserved by implication', dynamic: 'Dynamic' };
  const COUNTED = [['assigned', 'assigned'], ['reserved', 'reserved'], ['implied', 'by implication'],
    ['unassigned', 'unassigned'], ['dynamic', 'dynamic']];
  const box = document.getElementById('map');
  const side = document.querySelector('.map-side');
  if (!box || !side || !window.fetch || !window.PointerEvent) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const figure = box.parentNode, caption = document.getElementById('map-caption');
  const form = document.querySelector('form.map-choice');

  // --- elements ---
  function make(name, properties, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key.includes('-') || key === 'role' || key === 'for' || key === 'list') element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children);
    return element;
  }

  // --- the curve ---
  const portAt = new Uint16Array(PORTS), cellOf = new Uint16Array(PORTS); // cells are numbered by rows
  (function layOut() {
    for (let port = 0; port < PORTS; port++) {
      let x = 0, y = 0;
      for (let side = 1, rest = port; side < SIDE; side *= 2, rest >>= 2) {
        const right = rest >> 1 & 1, below = (rest ^ right) & 1;
        if (!below) {
          if (right) { x = side - 1 - x; y = side - 1 - y; }
          [x, y] = [y, x];
        }
        x += side * right;
        y += side * below;
      }
      cellOf[port] = y * SIDE + x;
      portAt[y * SIDE + x] = port;
    }
  })();

  // --- the releases ---
  let words = [];      // the name of each state
  let frames = [];     // of each date: {date, runs: {tcp: [[first, count, state], ...], ...}}
  let frame = -1;      // the one that is shown
  let transport = box.dataset.transport;
  const states = new Uint8Array(PORTS);

  function readFrames(answer) {
    words = answer.states;
    for (const release of answer.releases) {
      let last = frames[frames.length - 1];
      if (!last || last.date !== release.date) frames.push(last = { date: release.date, runs: {} });
      for (const name of Object.keys(TRANSPORTS)) {
        const flat = release[name] || [], runs = last.runs[name] = last.runs[name] || [];
        for (let i = 0, end = 0; i < flat.length; i += 3) {
          runs.push([end + flat[i], flat[i + 1], flat[i + 2]]);
          end += flat[i] + flat[i + 1];
        }
      }
    }
  }

  // Shows the states of a frame; the numbers that the frame itself changed.
  function apply(wanted) {
    const changed = [];
    for (let i = wanted < frame || frame < 0 ? 0 : frame + 1; i <= wanted; i++) {
      for (const [first, count, state] of frames[i].runs[transport]) {
        states.fill(state, first, first + count);
        if (i === wanted && i > 0) for (let port = first; port < first + count; port++) changed.push(port);
      }
    }
    frame = wanted;
    return changed;
  }

  function frameOf(date) { // the last one of this date or before it; -1: none
    let found = -1;
    for (let i = 0; i < frames.length && frames[i].date <= date; i++) found = i;
    return found;
  }

  // --- drawing ---
  const canvas = make('canvas', { 'aria-hidden': 'true' });
  const context = canvas.getContext('2d');
  const cells = make('canvas', { width: SIDE, height: SIDE });
  const cellsContext = cells.getContext('2d');
  const view = { zoom: 1, x: 0, y: 0 };
  let chosen = -1, pointed = -1, pulses = new Map(), colors = {}, drawn = 0;

  function readColors() {
    const style = getComputedStyle(document.documentElement);
    for (const name of ['text', 'ground', 'focus', ...Object.keys(TITLES).map((word) => 'map-' + word)]) {
      colors[name] = style.getPropertyValue('--' + name).trim();
    }
  }

  function paintCells() {
    const image = cellsContext.createImageData(SIDE, SIDE);
    const shades = words.map((word) => parseInt(colors['map-' + word].slice(1), 16));
    for (let cell = 0; cell < PORTS; cell++) {
      const color = shades[states[portAt[cell]]];
      image.data.set([color >> 16, color >> 8 & 255, color & 255, 255], cell * 4);
    }
    cellsContext.putImageData(image, 0, 0);
  }

  // Lines and marks in cells that are large enough, so that states differ by more than colour.
  function drawMarks(size, fromX, fromY, toX, toY) {
    context.strokeStyle = colors.ground;
    context.lineWidth = Math.max(1, size / 14);
    context.globalAlpha = 0.55;
    context.beginPath();
    for (let y = fromY; y < toY; y++) {
      for (let x = fromX; x < toX; x++) {
        const word = words[states[portAt[y * SIDE + x]]];
        const left = (x - view.x) * size, top = (y - view.y) * size;
        if (word === 'implied') { context.moveTo(left, top); context.lineTo(left + size, top + size); }
        if (word === 'dynamic') { context.moveTo(left, top + size); context.lineTo(left + size, top); }
        if (word === 'reserved') context.rect(left + size * 0.3, top + size * 0.3, size * 0.4, size * 0.4);
      }
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  function drawGrid(size, step, alpha) {
    const width = canvas.width;
    context.globalAlpha = alpha;
    context.fillStyle = colors.text;
    for (let at = Math.ceil(Math.min(view.x, view.y) / step) * step; at < SIDE; at += step) {
      if (at > view.x) context.fillRect(Math.round((at - view.x) * size), 0, 1, width);
      if (at > view.y) context.fillRect(0, Math.round((at - view.y) * size), width, 1);
    }
    context.globalAlpha = 1;
  }

  function drawFrame(x, y, width, size, line, color) {
    context.lineWidth = line;
    context.strokeStyle = color;
    context.strokeRect((x - view.x) * size, (y - view.y) * size, width * size, width * size);
  }

  function drawText(text, x, y, pixels, align) {
    context.font = (align ? '650 ' : '') + pixels + 'px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';
    context.textAlign = align || 'left';
    context.lineJoin = 'round';
    context.lineWidth = pixels / 3.5;
    context.strokeStyle = colors.ground;
    context.fillStyle = colors.text;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }

  function drawLabels(size, ratio, fromX, fromY, toX, toY) {
    if (size >= 34 * ratio) {
      for (let y = fromY; y < toY; y++) {
        for (let x = fromX; x < toX; x++) {
          drawText(String(portAt[y * SIDE + x]), (x - view.x + 0.5) * size, (y - view.y + 0.5) * size + 4 * ratio,
            10 * ratio, 'center');
        }
      }
    } else if (size * BLOCK_SIDE >= 64 * ratio) {
      for (let block = 0; block < PORTS / BLOCK; block++) {
        const cell = cellOf[block * BLOCK];
        const x = Math.floor(cell % SIDE / BLOCK_SIDE) * BLOCK_SIDE, y = Math.floor(cell / SIDE / BLOCK_SIDE) * BLOCK_SIDE;
        const label = size >= 8 * ratio ? block * BLOCK + '\u2013' + ((block + 1) * BLOCK - 1) : String(block * BLOCK);
        drawText(label, (x - view.x) * size + 4 * ratio, (y - view.y) * size + 13 * ratio, 11 * ratio);
      }
    }
    if (view.zoom > 2) return;
    const large = Math.min(22 * ratio, size * 9);
    drawText('Dynamic Ports', (192 - view.x) * size, (83 - view.y) * size, large, 'center');
    drawText('User Ports', (128 - view.x) * size, (211 - view.y) * size, large, 'center');
    drawText('System', (16 - view.x) * size, (20 - view.y) * size, large * 0.72, 'center');
  }

  // Rings that close on what has just changed.
  function drawPulses(size, ratio, now) {
    for (const [port, begun] of pulses) {
      const age = calm.matches ? 0.7 : (now - begun) / PULSE_MS;
      if (age >= 1) { pulses.delete(port); continue; }
      const x = cellOf[port] % SIDE + 0.5 - view.x, y = Math.floor(cellOf[port] / SIDE) + 0.5 - view.y;
      for (const [line, color] of [[5, colors.ground], [2.5, colors.focus]]) {
        context.beginPath();
        context.lineWidth = line * ratio;
        context.strokeStyle = color;
        context.globalAlpha = 1 - age * 0.5;
        context.arc(x * size, y * size, size * 0.7 + (1 - age) * 16 * ratio + 2, 0, 7);
        context.stroke();
      }
      context.globalAlpha = 1;
    }
    if (pulses.size && !calm.matches) draw();
  }

  function drawAll(now) {
    drawn = 0;
    const width = canvas.width, ratio = devicePixelRatio || 1, size = width * view.zoom / SIDE;
    const fromX = Math.floor(view.x), fromY = Math.floor(view.y), shown = SIDE / view.zoom;
    const toX = Math.min(SIDE, Math.ceil(view.x + shown)), toY = Math.min(SIDE, Math.ceil(view.y + shown));
    context.imageSmoothingEnabled = false;
    context.drawImage(cells, view.x, view.y, shown, shown, 0, 0, width, width);
    if (size >= 8 * ratio) {
      drawMarks(size, fromX, fromY, toX, toY);
      drawGrid(size, 1, 0.12);
    }
    drawGrid(size, BLOCK_SIDE, 0.35);
    for (const [line, color] of [[5 * ratio, colors.ground], [2 * ratio, colors.text]]) {
      drawFrame(0, 0, BLOCK_SIDE, size, line, color);
      drawFrame(SIDE / 2, 0, SIDE / 2, size, line, color);
    }
    drawLabels(size, ratio, fromX, fromY, toX, toY);
    drawPulses(size, ratio, now);
    for (const port of [pointed, chosen]) {
      if (port < 0) continue;
      const x = cellOf[port] % SIDE, y = Math.floor(cellOf[port] / SIDE), more = Math.min(port === chosen ? 0.35 : 0.1, 2.5 * ratio / size);
      drawFrame(x - more, y - more, 1 + 2 * more, size, 4.5 * ratio, colors.ground);
      drawFrame(x - more, y - more, 1 + 2 * more, size, 2 * ratio, port === chosen ? colors.focus : colors.text);
    }
  }

  function draw() {
    if (!drawn) drawn = requestAnimationFrame(drawAll);
  }

  // --- zooming and panning ---
  function clamp(value, least, most) { return Math.min(Math.max(value, least), most); }

  function moveTo(x, y) {
    const most = SIDE - SIDE / view.zoom;
    view.x = clamp(x, 0, most);
    view.y = clamp(y, 0, most);
    draw();
    rememberSoon();
  }

  // Zooms by FACTOR; the place at this part (0 to 1) of the picture stays where it is.
  function zoomBy(factor, partX, partY) {
    const before = SIDE / view.zoom;
    view.zoom = clamp(view.zoom * factor, 1, ZOOM_MOST);
    const after = SIDE / view.zoom;
    box.classList.toggle('zoomed', view.zoom > 1);
    zoomOut.disabled = zoomAll.disabled = view.zoom === 1;
    zoomIn.disabled = view.zoom === ZOOM_MOST;
    moveTo(view.x + (before - after) * partX, view.y + (before - after) * partY);
  }

  function zoomAtChosen(factor) {
    if (chosen < 0) return zoomBy(factor, 0.5, 0.5);
    const shown = SIDE / view.zoom, cell = cellOf[chosen];
    zoomBy(factor, clamp((cell % SIDE + 0.5 - view.x) / shown, 0, 1),
      clamp((Math.floor(cell / SIDE) + 0.5 - view.y) / shown, 0, 1));
  }

  function reveal(port) { // so that it is not at the very edge
    const shown = SIDE / view.zoom, edge = Math.min(2, shown / 4);
    const x = cellOf[port] % SIDE, y = Math.floor(cellOf[port] / SIDE);
    moveTo(clamp(view.x, x + 1 + edge - shown, x - edge), clamp(view.y, y + 1 + edge - shown, y - edge));
  }

  // --- what a number is ---
  const panelTitle = make('h2', { id: 'map-number', textContent: 'Port number' });
  const panelState = make('p', { className: 'map-number-state', textContent: 'Point at a cell, or focus the map and use the arrow keys.' });
  const panelText = make('div', { className: 'map-number-text' });
  const spoken = make('p', { role: 'status', className: 'unseen' });
  const known = new Map();
  let asked = null, askTimer = 0, shownPort = -1;

  function rangeOf(port) { return port < 1024 ? 'System Ports' : port < 49152 ? 'User Ports' : 'Dynamic Ports'; }
  function isLast() { return frame === frames.length - 1; }
  function asOf() { return isLast() ? '' : '?as-of=' + frames[frame].date; }

  function writeAnswers(port, answers, speak) {
    const lines = [], texts = [];
    for (const answer of answers) {
      texts.push(answers.length === 1 ? answer.explanation.charAt(0).toUpperCase() + answer.explanation.slice(1)
        : answer.transport_protocol + ': ' + answer.state + ', ' + answer.explanation);
      for (const record of answer.records || []) {
        const name = record.service_name || '';
        const text = [name, record.description].filter(Boolean).join(': ');
        if (!text || lines.some((line) => line.text === text)) continue;
        lines.push({ name, text, description: record.description || '' });
      }
    }
    const list = make('ul', {}, ...lines.slice(0, 8).map((line) => line.name
      ? make('li', {}, make('a', { href: '/services/' + encodeURIComponent(line.name) + asOf(), textContent: line.name }),
        line.description ? ' ' + line.description : '')
      : make('li', { textContent: line.description })));
    panelText.replaceChildren(...texts.map((text) => make('p', { textContent: text })),
      ...(lines.length ? [list] : []), linkTo(port));
    if (speak) spoken.textContent += '; ' + lines.slice(0, 3).map((line) => line.text).join('; ');
  }

  function linkTo(port) {
    return make('p', {}, make('a', { href: '/ports/' + port + asOf(), textContent: 'All about port number ' + port }));
  }

  async function ask(port, speak) {
    const path = '/api/v1/ports/' + port + (transport === 'any' ? '' : '/' + transport) + asOf();
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      let answer = known.get(path);
      if (!answer) {
        const response = await fetch(path, { signal: asked.signal });
        if (!response.ok) return;
        answer = await response.json();
        known.set(path, answer);
      }
      // A site of files answers from its own release, whatever date is asked for.
      if (port === shownPort && answer.release.date === frames[frame].date) writeAnswers(port, answer.answers, speak);
    } catch (error) {
      if (error.name !== 'AbortError') panelText.replaceChildren(linkTo(port));
    }
  }

  // Shows PORT in the panel; SPEAK says it to those who do not see it.
  function tell(port, speak) {
    if (port < 0 || frame < 0) return;
    const word = words[states[port]], name = transport === 'any' ? String(port) : port + '/' + transport;
    if (speak) spoken.textContent = name + ', ' + TITLES[word];
    shownPort = port;
    panelTitle.textContent = 'Port number ' + name;
    panelState.replaceChildren(swatch(word), make('b', { textContent: TITLES[word] }), '· ' + rangeOf(port));
    panelText.replaceChildren(linkTo(port));
    clearTimeout(askTimer);
    askTimer = setTimeout(ask, ASK_WAIT_MS, port, speak);
  }

  function swatch(word) {
    return document.querySelector('.map-legend svg.' + word).cloneNode(true);
  }

  function choose(port, speak) {
    chosen = port;
    pointed = -1;
    tell(port, speak);
    reveal(port);
    draw();
    rememberSoon();
  }

  // --- the address of what is seen ---
  let rememberTimer = 0;
  function remember() {
    const parameters = new URLSearchParams();
    if (transport !== 'tcp') parameters.set('transport', transport);
    if (frame >= 0 && !isLast()) parameters.set('as-of', frames[frame].date);
    if (chosen >= 0) parameters.set('at', chosen);
    if (view.zoom > 1) {
      const half = SIDE / view.zoom / 2;
      const centre = portAt[Math.floor(view.y + half) * SIDE + Math.floor(view.x + half)];
      parameters.set('zoom', Math.round(view.zoom * 100) / 100);
      if (centre !== chosen) parameters.set('centre', centre);
    }
    const query = parameters.toString();
    history.replaceState(null, '', query ? '/map?' + query : '/map');
  }
  function rememberSoon() {
    clearTimeout(rememberTimer);
    rememberTimer = setTimeout(remember, 250);
  }

  function recall() {
    const parameters = new URLSearchParams(location.search);
    const number = (name) => /^\d{1,5}$/.test(parameters.get(name) || '') && Number(parameters.get(name)) < PORTS
      ? Number(parameters.get(name)) : -1;
    const zoom = Number(parameters.get('zoom'));
    const at = number('at'), centre = number('centre') >= 0 ? number('centre') : at;
    if (zoom > 1) zoomBy(zoom, 0.5, 0.5);
    if (zoom > 1 && centre >= 0) {
      const half = SIDE / view.zoom / 2;
      moveTo(cellOf[centre] % SIDE + 0.5 - half, Math.floor(cellOf[centre] / SIDE) + 0.5 - half);
    }
    if (at >= 0) { chosen = at; tell(at, false); }
  }

  // --- what stands around the picture ---
  const format = new Intl.NumberFormat('en');
  function countStates() {
    const counts = words.map(() => 0), blocks = [];
    for (let block = 0; block < PORTS / BLOCK; block++) {
      const own = words.map(() => 0);
      for (let port = block * BLOCK; port < (block + 1) * BLOCK; port++) own[states[port]]++;
      own.forEach((count, state) => { counts[state] += count; });
      blocks.push(own);
    }
    for (const element of document.querySelectorAll('[data-shade]')) {
      element.textContent = format.format(counts[words.indexOf(element.dataset.shade)]);
    }
    return blocks;
  }

  function updateBlocks(blocks) {
    document.querySelectorAll('.map-blocks > li').forEach((item, block) => {
      const bar = item.querySelector('svg'), parts = [];
      let x = 0;
      bar.replaceChildren();
      for (const [word, title] of COUNTED) {
        const count = blocks[block][words.indexOf(word)];
        if (!count) continue;
        const part = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
        for (const [name, value] of [['class', word], ['x', x], ['width', count], ['height', 1]]) part.setAttribute(name, value);
        bar.append(part);
        parts.push(count + ' ' + title);
        x += count;
      }
      item.querySelector('span').textContent = parts.join(', ');
      item.querySelector('a').search = asOf();
    });
  }

  function updateLinks() {
    for (const link of document.querySelectorAll('a[data-path]')) {
      const parameters = new URLSearchParams();
      if (transport !== 'tcp') parameters.set('transport', transport);
      if (!isLast()) parameters.set('as-of', frames[frame].date);
      if (link.dataset.scheme !== 'light') parameters.set('scheme', link.dataset.scheme);
      const query = parameters.toString();
      link.href = link.dataset.path + (query ? '?' + query : '');
    }
  }

  // Shows a frame; FINAL: nothing follows at once, so that all around it is worth changing too.
  function show(wanted, final) {
    const stepped = wanted === frame + 1;
    const changed = apply(wanted);
    if (calm.matches || !stepped) pulses.clear();
    if (stepped || !final) for (const port of changed.slice(0, 400)) pulses.set(port, performance.now());
    paintCells();
    draw();
    slider.value = wanted;
    slider.setAttribute('aria-valuetext', frames[wanted].date + ', ' + changed.length + ' changed');
    sliderDate.textContent = frames[wanted].date;
    sliderChanges.textContent = wanted === 0 ? 'the first release' : changed.length === 0 ? 'no state changed'
      : format.format(changed.length) + (changed.length === 1 ? ' number changed' : ' numbers changed');
    caption.textContent = 'Port numbers for ' + TRANSPORTS[transport] + ', release of ' + frames[wanted].date +
      '. 0 is at the upper left, 65535 at the upper right.';
    const blocks = countStates();
    if (!final) return;
    form.elements['as-of'].value = frames[wanted].date;
    updateBlocks(blocks);
    updateLinks();
    if (shownPort >= 0) tell(shownPort, false);
    rememberSoon();
  }

  // --- controls ---
  function button(text, label, act) {
    const element = make('button', { type: 'button', textContent: text, 'aria-label': label, title: label });
    element.addEventListener('click', act);
    return element;
  }
  const zoomIn = button('+', 'Zoom in', () => zoomAtChosen(2));
  const zoomOut = button('\u2212', 'Zoom out', () => zoomAtChosen(0.5));
  const zoomAll = button('All', 'All: show the whole map', () => zoomBy(1 / ZOOM_MOST, 0.5, 0.5));
  const play = make('button', { type: 'button', className: 'play', textContent: 'Play' });
  const slider = make('input', { type: 'range', id: 'map-release', min: 0, step: 1, list: 'map-years' });
  const years = make('datalist', { id: 'map-years' });
  const sliderDate = make('output', { 'for': 'map-release', className: 'date' });
  const sliderChanges = make('span', { className: 'quiet' });
  const help = make('details', { className: 'quiet' }, make('summary', { textContent: 'Keys' }), make('p', { id: 'map-help', textContent:
    'Arrow keys move by a cell, with Shift by eight; Page Up and Page Down go to the number before and after; + and \u2212 zoom, 0 shows all; Enter opens the number. The wheel zooms when the map has the focus, or with Ctrl.' }));
  let playing = 0;

  function stop() {
    if (!playing) return;
    clearTimeout(playing);
    playing = 0;
    play.textContent = 'Play';
    show(frame, true);
  }
  function step() {
    if (frame + 1 >= frames.length) return stop();
    show(frame + 1, false);
    playing = setTimeout(step, calm.matches ? PLAY_CALM_MS : PLAY_MS);
  }
  play.addEventListener('click', () => {
    if (playing) return stop();
    play.textContent = 'Pause';
    if (isLast()) show(0, false);
    playing = setTimeout(step, PLAY_MS);
  });
  slider.addEventListener('input', () => { if (playing) stop(); show(Number(slider.value), false); });
  slider.addEventListener('change', () => show(Number(slider.value), true));

  function changeTransport(wanted) {
    const at = frame;
    transport = wanted;
    frame = -1;
    pulses.clear();
    states.fill(0);
    show(at, true);
  }
  form.elements.transport.addEventListener('change', (event) => changeTransport(event.target.value));
  function changeDate() {
    const date = form.elements['as-of'].value, wanted = date ? frameOf(date) : frames.length - 1;
    stop();
    if (wanted >= 0) show(wanted, true);
    else spoken.textContent = 'The first release is of ' + frames[0].date;
  }
  form.elements['as-of'].addEventListener('change', changeDate);
  form.addEventListener('submit', (event) => { event.preventDefault(); changeDate(); });

  // --- finding ---
  const findInput = make('input', { type: 'search', id: 'map-find', name: 'q', autocomplete: 'off', spellcheck: false });
  const findSaid = make('p', { role: 'status', className: 'quiet' });
  const find = make('form', { className: 'map-find', action: '/search', 'aria-label': 'Find on the map' },
    make('label', { htmlFor: 'map-find', textContent: 'Find a port number or a service name' }), findInput,
    make('button', { textContent: 'Find' }), findSaid);

  function jump(port) {
    if (view.zoom < 4) {
      zoomBy(8 / view.zoom, 0.5, 0.5);
      const half = SIDE / view.zoom / 2;
      moveTo(cellOf[port] % SIDE + 0.5 - half, Math.floor(cellOf[port] / SIDE) + 0.5 - half);
    }
    choose(port, true);
  }
  async function findName(name) {
    const response = await fetch('/api/v1/services/' + encodeURIComponent(name) + asOf());
    const answer = await response.json();
    if (!response.ok) { findSaid.textContent = answer.detail; return; }
    const records = answer.records.filter((record) => 'first_port_number' in record);
    const own = records.find((record) => record.transport_protocol === transport) || records[0];
    if (own) jump(own.first_port_number);
    findSaid.textContent = own ? '' : name + ' is registered without a port number.';
  }
  find.addEventListener('submit', (event) => {
    const text = findInput.value.trim();
    event.preventDefault();
    findSaid.textContent = '';
    if (/^\d+$/.test(text)) {
      if (Number(text) < PORTS) jump(Number(text));
      else findSaid.textContent = 'Expected a port number up to 65535, found ' + text.slice(0, 20) + '.';
    } else if (text) {
      findName(text).catch(() => { findSaid.textContent = 'The service name could not be looked up.'; });
    }
  });

  // --- pointing ---
  const pointers = new Map();
  let dragged = 0, pinch = null;

  function partsOf(event) {
    const area = canvas.getBoundingClientRect();
    return [clamp((event.clientX - area.left) / area.width, 0, 0.999999),
      clamp((event.clientY - area.top) / area.height, 0, 0.999999)];
  }
  function portUnder(event) {
    const [x, y] = partsOf(event), shown = SIDE / view.zoom;
    return portAt[clamp(Math.floor(view.y + y * shown), 0, 255) * SIDE + clamp(Math.floor(view.x + x * shown), 0, 255)];
  }
  function pinchOf() {
    const [a, b] = [...pointers.values()];
    return { distance: Math.hypot(a[0] - b[0], a[1] - b[1]), x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2 };
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button) return;
    pointers.set(event.pointerId, partsOf(event));
    canvas.setPointerCapture(event.pointerId);
    dragged = pointers.size > 1 ? 1 : 0;
    pinch = pointers.size === 2 ? pinchOf() : null;
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId), now = partsOf(event), shown = SIDE / view.zoom;
    if (!before) {
      if (event.pointerType === 'mouse') {
        const port = portUnder(event);
        if (port !== pointed) { pointed = port; tell(port, false); draw(); }
      }
      return;
    }
    pointers.set(event.pointerId, now);
    if (pointers.size === 2) {
      const after = pinchOf();
      moveTo(view.x + (pinch.x - after.x) * shown, view.y + (pinch.y - after.y) * shown);
      zoomBy(after.distance / Math.max(pinch.distance, 0.01), after.x, after.y);
      pinch = after;
      return;
    }
    dragged += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (view.zoom > 1) moveTo(view.x + (before[0] - now[0]) * shown, view.y + (before[1] - now[1]) * shown);
  });
  function released(event) {
    const was = pointers.delete(event.pointerId);
    if (was && event.type === 'pointerup' && dragged < 0.015) { choose(portUnder(event), false); box.focus({ preventScroll: true }); }
    pinch = null;
  }
  canvas.addEventListener('pointerup', released);
  canvas.addEventListener('pointercancel', released);
  canvas.addEventListener('pointerleave', () => {
    if (pointed < 0) return;
    pointed = -1;
    if (chosen >= 0) tell(chosen, false);
    draw();
  });
  canvas.addEventListener('dblclick', (event) => zoomBy(2, ...partsOf(event)));
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== box) return;
    if (event.deltaY > 0 && view.zoom === 1 && !event.ctrlKey) return; // the page scrolls
    event.preventDefault();
    zoomBy(Math.exp(-clamp(event.deltaY, -100, 100) / 250), ...partsOf(event));
  }, { passive: false });

  // --- keys ---
  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = Math.max(chosen, 0), x = cellOf[at] % SIDE, y = Math.floor(cellOf[at] / SIDE), far = event.shiftKey ? 8 : 1;
    const move = MOVES[event.key];
    if (move && chosen < 0) choose(0, true);
    else if (move) choose(portAt[clamp(y + move[1] * far, 0, 255) * SIDE + clamp(x + move[0] * far, 0, 255)], true);
    else if (event.key === 'PageDown') choose(Math.min(at + 1, PORTS - 1), true);
    else if (event.key === 'PageUp') choose(Math.max(at - 1, 0), true);
    else if (event.key === 'Home') choose(0, true);
    else if (event.key === 'End') choose(PORTS - 1, true);
    else if (event.key === '+' || event.key === '=') zoomAtChosen(2);
    else if (event.key === '-') zoomAtChosen(0.5);
    else if (event.key === '0') zoomBy(1 / ZOOM_MOST, 0.5, 0.5);
    else if (event.key === 'Enter' && chosen >= 0) location.assign('/ports/' + chosen + asOf());
    else return;
    event.preventDefault();
  });

  // --- begin ---
  function fit() {
    const width = Math.round(box.clientWidth * (devicePixelRatio || 1));
    if (canvas.width === width) return;
    canvas.width = canvas.height = width;
    draw();
  }

  function build() {
    readColors();
    box.replaceChildren(canvas);
    for (const [name, value] of [['tabindex', '0'], ['role', 'application'], ['aria-label', 'Map of the port numbers'],
      ['aria-describedby', 'map-caption map-help']]) box.setAttribute(name, value);
    slider.max = frames.length - 1;
    frames.forEach((one, i) => {
      if (i === 0 || one.date.slice(0, 4) !== frames[i - 1].date.slice(0, 4)) years.append(make('option', { value: i }));
    });
    figure.insertBefore(make('div', { className: 'map-tools' },
      make('div', { className: 'map-zooms', role: 'group', 'aria-label': 'Zoom' }, zoomIn, zoomOut, zoomAll),
      ...(frames.length > 1 ? [make('div', { className: 'map-timeline' }, play,
        make('label', { htmlFor: 'map-release', className: 'unseen', textContent: 'Release' }), slider, years,
        sliderDate, sliderChanges)] : [])), caption);
    figure.append(help, spoken);
    side.prepend(find, make('section', { className: 'map-number', 'aria-labelledby': 'map-number' }, panelTitle, panelState, panelText));
    zoomOut.disabled = zoomAll.disabled = true;
    show(Math.max(frameOf(box.dataset.date), 0), true);
    fit();
    recall();
    new ResizeObserver(fit).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { readColors(); paintCells(); draw(); });
  }

  fetch('/map/changes').then((response) => response.json()).then((answer) => {
    readFrames(answer);
    build();
  }).catch(() => {}); // the picture stays
})();
