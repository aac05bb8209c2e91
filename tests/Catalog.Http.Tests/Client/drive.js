// Drives every method of @backstage/catalog-client against a server that holds the recorded input, and compares what it gives with the
// recorded answers. In: the server's url, the recording's path. Out: one line of JSON for each check, {method, check, wrong?}.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CatalogClient } from '@backstage/catalog-client';

const [url, recording] = process.argv.slice(2);
const golden = new Map(readFileSync(recording, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line)).map(line => [line.id, line]));
const client = new CatalogClient({ discoveryApi: { getBaseUrl: async () => `${url}/api/catalog` } });
const called = new Set();
const fields = ['kind', 'metadata.name', 'metadata.namespace'];
const byName = { field: 'metadata.name', order: 'asc' };

const recorded = id => golden.get(id).response;
const entity = e => e && { ...e, metadata: { ...e.metadata, uid: '<uid>', etag: '<etag>' } };
const location = l => ({ ...l, id: '<id>' });
const names = items => items.map(i => `${i.kind}:${i.metadata.namespace}/${i.metadata.name}`);
const collect = async stream => { const pages = []; for await (const page of stream) pages.push(page); return pages; };

async function check(method, what, run) {
  called.add(method);
  let wrong;
  try {
    await run();
  } catch (error) {
    wrong = String(error.stack ?? error);
  }
  console.log(JSON.stringify({ method, check: what, wrong }));
}

await check('getEntityByRef', 'an entity as recorded', async () =>
  assert.deepEqual(entity(await client.getEntityByRef('component:default/video-policy-00000')), recorded('by-name-0')));
await check('getEntityByRef', 'nothing where there is none', async () => assert.equal(await client.getEntityByRef('component:default/not-there'), undefined));
await check('getEntityByName', 'an entity as recorded', async () =>
  assert.deepEqual(entity(await client.getEntityByName({ kind: 'Component', namespace: 'DEFAULT', name: 'LOYALTY-RECOMMEND-00001' })), recorded('by-name-1')));

await check('getEntities', 'the whole list, streamed', async () =>
  assert.deepEqual((await client.getEntities({ fields, order: byName })).items, recorded('list-refs')));
await check('getEntities', 'a filter', async () =>
  assert.deepEqual((await client.getEntities({ fields, filter: { kind: 'domain' }, order: { ...byName, order: 'desc' } })).items, recorded('list-kind')));
await check('getEntities', 'a page', async () =>
  assert.deepEqual((await client.getEntities({ fields, limit: 5, order: byName })).items, recorded('list-limit')));
await check('getEntities', 'a page further on', async () =>
  assert.deepEqual((await client.getEntities({ fields, limit: 5, offset: 5, order: byName })).items, recorded('list-offset')));
await check('getEntities', 'a page after a cursor', async () =>
  assert.deepEqual((await client.getEntities({ fields, after: 'eyJsaW1pdCI6NSwib2Zmc2V0Ijo1fQ==', order: byName })).items, recorded('list-after')));
await check('getEntities', 'everything, with all fields', async () => assert.equal((await client.getEntities()).items.length, recorded('all-refs').items.length));

const refs = golden.get('refs').body.entityRefs;
await check('getEntitiesByRefs', 'in order, with gaps', async () =>
  assert.deepEqual((await client.getEntitiesByRefs({ entityRefs: refs })).items.map(entity), recorded('refs').items.map(i => i ?? undefined)));
await check('getEntitiesByRefs', 'with fields', async () =>
  assert.deepEqual((await client.getEntitiesByRefs({ entityRefs: refs, fields: ['metadata.name'] })).items, recorded('refs-fields').items.map(i => i ?? undefined)));
await check('getEntitiesByRefs', 'with a filter and a query', async () =>
  assert.deepEqual(
    (await client.getEntitiesByRefs({ entityRefs: refs, filter: { kind: 'component' }, query: { 'metadata.name': 'edge-ns' }, fields: ['metadata.name'] })).items.filter(Boolean),
    [{ metadata: { name: 'edge-ns' } }]));

await check('queryEntities', 'a filter in order', async () =>
  assert.deepEqual((await client.queryEntities({ fields, limit: 1000, orderFields: byName, filter: { kind: 'component', 'spec.type': 'service' } })).items, recorded('filter-kind-type-case').items));
await check('queryEntities', 'alternatives', async () =>
  assert.deepEqual(await client.queryEntities({ fields, limit: 1000, orderFields: byName, filter: [{ kind: 'domain' }, { kind: 'group' }] }), recorded('filter-or')));
await check('queryEntities', 'a text', async () =>
  assert.deepEqual(await client.queryEntities({ fields, limit: 1000, orderFields: byName, fullTextFilter: { term: 'bill', fields: ['metadata.name', 'metadata.description'] } }), recorded('text-two-fields')));
await check('queryEntities', 'a predicate', async () =>
  assert.deepEqual(await client.queryEntities({ fields, limit: 1000, orderFields: byName, query: golden.get('pq-deep').body.query }), recorded('pq-deep')));
await check('queryEntities', 'without a total', async () =>
  assert.equal((await client.queryEntities({ fields, limit: 3, orderFields: byName, totalItems: 'exclude' })).totalItems, 0));
await check('queryEntities', 'pages forth and back', async () => {
  const first = await client.queryEntities({ fields, limit: 40, orderFields: byName, filter: { kind: 'component' } });
  const second = await client.queryEntities({ fields, limit: 40, cursor: first.pageInfo.nextCursor });
  const third = await client.queryEntities({ fields, limit: 40, cursor: second.pageInfo.nextCursor });
  const back = await client.queryEntities({ fields, limit: 40, cursor: third.pageInfo.prevCursor });
  assert.deepEqual([first, second, third, back].map(p => p.items), ['page-1', 'page-2', 'page-3', 'page-back-2'].map(id => recorded(id).items));
  assert.deepEqual([first, second, third, back].map(p => p.totalItems), ['page-1', 'page-2', 'page-3', 'page-back-2'].map(id => recorded(id).totalItems));
});
await check('queryEntities', 'an error as recorded', async () =>
  assert.rejects(client.queryEntities({ query: { relations: { $contains: { targetRef: 'x' } } } }), e =>
    e.name === 'ResponseError' && e.statusCode === 400 && e.body.error.message === recorded('pq-contains-rel-no-type').error.message));

await check('streamEntities', 'pages of a stream make the whole', async () => {
  const pages = await collect(client.streamEntities({ fields, orderFields: byName, filter: {}, pageSize: 50 }));
  assert.deepEqual(names(pages.flat()), names(recorded('all-refs').items));
  assert.equal(pages.length, Math.ceil(recorded('all-refs').items.length / 50));
});
await check('streamEntities', 'a predicate', async () =>
  assert.deepEqual((await collect(client.streamEntities({ fields, orderFields: byName, query: { kind: 'component' }, pageSize: 33 }))).flat().slice(0, 50), recorded('pq-page-1').items));

await check('getEntityAncestors', 'as recorded', async () => {
  const ancestors = await client.getEntityAncestors({ entityRef: 'component:default/video-policy-00000' });
  assert.deepEqual({ ...ancestors, items: ancestors.items.map(i => ({ ...i, entity: entity(i.entity) })) }, recorded('anc-provider'));
});
await check('getEntityFacets', 'several', async () =>
  assert.deepEqual(await client.getEntityFacets({ facets: ['spec.type', 'spec.lifecycle', 'metadata.tags', 'spec.owner'], filter: { kind: 'component' } }), recorded('facet-many')));
await check('getEntityFacets', 'with a predicate', async () =>
  assert.deepEqual(await client.getEntityFacets({ facets: ['spec.type'], query: { kind: 'component' } }), recorded('pf-type')));

const target = 'http://127.0.0.1:7099/two.yaml';
const sortLocations = items => [...items].sort((a, b) => (a.target < b.target ? -1 : 1)).map(location);
await check('getLocations', 'all', async () =>
  assert.deepEqual(sortLocations((await client.getLocations()).items), recorded('loc-query').items));
await check('queryLocations', 'a predicate', async () => {
  const answer = await client.queryLocations({ query: { target } });
  assert.deepEqual({ ...answer, items: answer.items.map(location) }, recorded('loc-query-target'));
});
await check('streamLocations', 'pages of a stream make the whole', async () =>
  assert.deepEqual(sortLocations((await collect(client.streamLocations({ limit: 3 }))).flat()), recorded('loc-query').items));
const two = await client.getLocationByRef(`url:${target}`);
await check('getLocationByRef', 'one', async () => assert.deepEqual(location(two), recorded('loc-get')));
await check('getLocationById', 'one', async () => assert.deepEqual(await client.getLocationById(two.id), two));
await check('getLocationById', 'none', async () => assert.equal(await client.getLocationById('00000000-0000-4000-8000-000000000000'), undefined));
await check('getLocationByEntity', 'of a file', async () => assert.deepEqual(await client.getLocationByEntity('component:default/file-one'), two));
await check('getLocationByEntity', 'of a provider', async () => assert.equal(await client.getLocationByEntity('component:default/video-policy-00000'), undefined));

await check('addLocation', 'a dry run', async () =>
  assert.deepEqual(await client.addLocation({ target, dryRun: true }), recorded('loc-dry-existing')));
await check('addLocation', 'one that is there', async () =>
  assert.rejects(client.addLocation({ target }), e => e.statusCode === 409 && e.body.error.message === recorded('loc-conflict').error.message));
await check('addLocation', 'one that is there, refreshed', async () => {
  const answer = await client.addLocation({ target, onConflict: 'refresh' });
  assert.deepEqual({ location: location(answer.location), entities: answer.entities }, recorded('loc-conflict-refresh'));
});
await check('analyzeLocation', 'a repository', async () =>
  assert.deepEqual(await client.analyzeLocation({ location: { type: 'url', target: 'https://github.com/org/some-repo' } }), recorded('analyze-github')));
await check('validateEntity', 'a bad one', async () => {
  const { body, response } = golden.get('val-bad-name');
  assert.deepEqual(await client.validateEntity(body.entity, body.location), { valid: false, errors: response.errors });
});
await check('validateEntity', 'a good one', async () => {
  const { entity: bad, location: from } = golden.get('val-bad-name').body;
  assert.deepEqual(await client.validateEntity({ ...bad, metadata: { name: 'good' } }, from), { valid: true });
});
await check('refreshEntity', 'one that is there', async () => assert.equal(await client.refreshEntity('component:default/file-one'), undefined));
await check('refreshEntity', 'one that is not', async () =>
  assert.rejects(client.refreshEntity('component:default/not-there'), e => e.statusCode === 404 && e.body.error.message === recorded('refresh-unknown').error.message));

await check('updateLocation', 'to another target', async () =>
  assert.deepEqual(location(await client.updateLocation(two.id, { type: 'url', target: 'http://127.0.0.1:7099/leaf.yaml' })), recorded('put-loc')));
await check('removeLocationById', 'one that is there, then not', async () => {
  await client.removeLocationById(two.id);
  assert.equal(await client.getLocationById(two.id), undefined);
  await assert.rejects(client.removeLocationById(two.id), e => e.statusCode === 404);
});
await check('removeEntityByUid', 'and it is gone', async () => {
  const { metadata } = await client.getEntityByRef('component:default/lab2-only');
  await client.removeEntityByUid(metadata.uid);
  assert.equal(await client.getEntityByRef('component:default/lab2-only'), undefined);
});

const internal = ['constructor', 'queryEntitiesByPredicate', 'getEntityFacetsByPredicate'];
const all = Object.getOwnPropertyNames(CatalogClient.prototype).filter(name => !internal.includes(name) && !/^(request|getFilterValue)/.test(name));
await check('CatalogClient', 'every method was called', async () => assert.deepEqual(all.filter(name => !called.has(name)), []));
