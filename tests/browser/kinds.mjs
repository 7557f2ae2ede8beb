// One page of each kind, by a name for files and messages. STATUS: what it answers with.
const COMMON = {
  registry: '/',
  'registry-found': '/?q=http',
  'registry-nothing': '/?q=htpps',
  'registry-sorted': '/?sort=port&order=desc&transport=tcp',
  search: '/search',
  'search-found': '/search?q=http',
  'search-suggested': '/search?q=htps',
  'search-nothing': '/search?q=qzxqzxqzx',
  port: '/ports/443',
  'port-transport': '/ports/443/tcp',
  'port-zero': '/ports/0',
  'port-unassigned': '/ports/48000',
  'port-dynamic': '/ports/50000',
  range: '/ports/6000-6063',
  service: '/services/https',
  'service-aliases': '/services/http',
  map: '/map',
  releases: '/releases',
  release: '/releases/1',
  statistics: '/statistics',
  experts: '/experts',
  api: '/api',
  about: '/about',
  'not-found': '/nowhere/at/all',
  'port-bad': '/ports/99999',
  'search-bad': '/search?q=state:odd',
};

export const FIXTURE_KINDS = {
  ...COMMON,
  'service-historic': '/services/lookuppp',
  'service-txt': '/services/1sampleprint',
  'release-changed': '/releases/2',
  'port-past': '/ports/7104?as-of=2026-01-16',
  'port-changed': '/ports/6000',
  person: '/people/Robin_Sample',
};

export const REAL_KINDS = {
  ...COMMON,
  'service-many': '/services/ssh',
  'release-last': '/releases/5',
  'port-crowded': '/ports/80',
  'port-past': '/ports/443?as-of=2018-01-01',
  'map-past': '/map?transport=udp&as-of=2018-01-01',
  'range-wide': '/ports/0-1023',
};
