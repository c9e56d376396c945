import { describe, expect, it } from 'vitest'
import type { ConversationSummary, Message, Template, TimelineItem, TimelinePage } from '@/client/types'
import { readPlace } from './content'
import { type ListPage, type ListView, belongs, place, readPreview } from './list'
import { type Span, parseRichText, plainText, safeHref } from './rich-text'
import { failureWord, tickOf } from './status'
import { asked, isUsable, preview, slotName } from './template'
import { firstUnread, layNewest, putBefore, rows, upsert } from './timeline'
import { waiting, windowState } from './window'

const conversation = (id: string, at: string, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id,
  contact: { id: `c${id}`, name: id, phone: null, username: null },
  channel: { id: 'ch', name: 'Clínica', phone: '+551130005500', state: 'ok', environment: 'sandbox' },
  store: null,
  owner: { kind: 'bot', user: null },
  case: { id: `k${id}`, opened_at: at, is_open: true },
  last_message: null,
  unread_count: 0,
  is_waiting: false,
  waiting_since: null,
  due_at: null,
  handoff_reason: null,
  return_at: null,
  window_closes_at: null,
  last_activity_at: at,
  ...more,
})
const view = (more: Partial<ListView> = {}): ListView => ({ filter: 'all', status: 'open', q: '', ...more })
const page = (items: ConversationSummary[], next_cursor: string | null = null): ListPage => ({ items, next_cursor })
const ids = (pages: ListPage[]) => pages.map((entry) => entry.items.map((item) => item.id).join('')).join('|')

describe('belongs', () => {
  const mine = conversation('a', '1', { owner: { kind: 'person', user: { id: 'me', name: 'Eu' } } })
  it('tells mine from a colleague’s', () => {
    expect(belongs(mine, view({ filter: 'mine' }), 'me')).toBe(true)
    expect(belongs(mine, view({ filter: 'mine' }), 'other')).toBe(false)
  })
  it('hides closed cases from the open view and the reverse', () => {
    const closed = conversation('a', '1', { case: null })
    expect(belongs(closed, view(), 'me')).toBe(false)
    expect(belongs(closed, view({ status: 'closed' }), 'me')).toBe(true)
    expect(belongs(closed, view({ status: 'any' }), 'me')).toBe(true)
  })
})

describe('place', () => {
  const pages = () => [page([conversation('d', '4'), conversation('c', '3')], 'x'), page([conversation('b', '2')], 'y')]
  it('moves a conversation with news to the top', () => expect(ids(place(pages(), conversation('b', '9'), view(), 'me'))).toBe('bdc|'))
  it('puts a new one in its place', () => expect(ids(place(pages(), conversation('n', '3.5'), view(), 'me'))).toBe('dnc|b'))
  it('leaves what lies beyond the loaded pages for the next page', () => expect(ids(place(pages(), conversation('n', '1'), view(), 'me'))).toBe('dc|b'))
  it('takes out what left the view', () =>
    expect(ids(place(pages(), conversation('c', '3', { case: null }), view(), 'me'))).toBe('d|b'))
  it('keeps those that wait in the order of their wait', () => {
    const waits = (id: string, since: string, last = '1') => conversation(id, last, { is_waiting: true, waiting_since: since })
    const waiting = [page([waits('a', '1'), waits('c', '3')])]
    expect(ids(place(waiting, waits('a', '1', '9'), view({ filter: 'waiting' }), 'me'))).toBe('ac')
    expect(ids(place(waiting, waits('b', '2', '9'), view({ filter: 'waiting' }), 'me'))).toBe('abc')
  })
  it('adds nothing to a search', () => expect(ids(place(pages(), conversation('n', '9'), view({ q: 'ana' }), 'me'))).toBe('dc|b'))
})

const message = (id: string, at: string, more: Partial<Message> = {}): Message => ({
  type: 'message', id, conversation_id: 'v', case_id: null, direction: 'in', author: { kind: 'customer', user: null }, kind: 'text', text: id,
  content: {}, reply_to: null, reactions: [], at, is_late: false, is_history: false, attempts: 0, client_id: null, media_state: null, cursor: '', is_edited: false, is_revoked: false, status: 'received', status_at: {}, error: null,
  explanation: null, file: null, ...more,
})
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
const newest = (items: TimelineItem[], prev: string | null = 'p'): TimelinePage => ({ items, prev_cursor: prev, next_cursor: null })
const names = (items: TimelineItem[] | undefined) => items?.map((item) => item.id).join('')

describe('timeline', () => {
  const known = { items: [message('a', at(0)), message('b', at(1)), message('c', at(2))], prev_cursor: 'old' }
  it('lays the newest page over what is known', () => {
    const result = layNewest(known, newest([message('b', at(1), { text: 'novo' }), message('c', at(2)), message('d', at(3))]))
    expect(names(result?.items)).toBe('abcd')
    expect(result?.prev_cursor).toBe('old')
    expect((result?.items[1] as Message).text).toBe('novo')
  })
  it('says when there is a gap', () => expect(layNewest(known, newest([message('x', at(8)), message('y', at(9))]))).toBeNull())
  it('takes a page that is the whole timeline as it is', () => expect(names(layNewest(known, newest([message('z', at(9))], null))?.items)).toBe('z'))
  it('keeps the server’s order, late messages included', () =>
    expect(names(layNewest(known, newest([message('b', at(1)), message('l', at(1), { is_late: true }), message('c', at(2))]))?.items)).toBe('ablc'))
  it('puts older pages before, each message once', () =>
    expect(names(putBefore(known, newest([message('0', at(-1)), message('a', at(0))], null)).items)).toBe('0abc'))
  it('puts an answered send in its place', () => {
    expect(names(upsert(known, message('s', at(1.5))).items)).toBe('absc')
    expect(upsert(known, message('b', at(1), { text: 'x' })).items).toHaveLength(3)
  })
  it('draws days, the unread mark and joined runs', () => {
    const drawn = rows(known.items, (when) => when.slice(0, 10), 'c')
    expect(drawn.map((day) => day.rows.map((row) => (row.type === 'item' ? `${row.item.id}${row.isFirst ? '^' : ''}${row.isLast ? '$' : ''}` : row.type)))).toEqual([['a^', 'b$', 'unread', 'c^$']])
  })
  it('finds the first unread message of the customer', () => {
    expect(firstUnread([...known.items, message('o', at(3), { direction: 'out' })], 2)).toBe('b')
    expect(firstUnread(known.items, 0)).toBeNull()
  })
})

describe('window', () => {
  const now = Date.parse('2026-01-01T12:00:00Z')
  it.each([
    ['2026-01-01T15:12:00Z', 'open'],
    ['2026-01-01T12:59:00Z', 'closing'],
    ['2026-01-01T12:00:00Z', 'closed'],
    [null, 'closed'],
  ] as const)('closing at %s is %s', (closes, kind) => expect(windowState(closes, now).kind).toBe(kind))
  it('knows waiting from overdue', () => {
    const base = { is_waiting: true, waiting_since: '2026-01-01T11:48:00Z' }
    expect(waiting({ ...base, due_at: null }, now)).toEqual({ kind: 'waiting', since: 720_000 })
    expect(waiting({ ...base, due_at: '2026-01-01T11:59:00Z' }, now).kind).toBe('overdue')
  })
})

const flat = (spans: Span[]): string =>
  spans.map((span) => (span.type === 'text' ? span.text : span.type === 'link' ? `[${span.text}](${span.href})` : span.type === 'mono' ? `<m>${span.text}</m>` : `<${span.type[0]}>${flat(span.children)}</>`)).join('')

describe('rich text', () => {
  it.each([
    ['*oi* tudo', '<b>oi</> tudo'],
    ['2*3*4 e a_b_c', '2*3*4 e a_b_c'],
    ['* não *', '* não *'],
    ['_a *b* c_', '<i>a <b>b</> c</>'],
    ['~fim~', '<s>fim</>'],
    ['x ```*y*``` z', 'x <m>*y*</m> z'],
    ['aberto ``` só', 'aberto ``` só'],
    ['*duas\nlinhas*', '*duas\nlinhas*'],
    ['veja www.a.com.br.', 'veja [www.a.com.br](https://www.a.com.br/).'],
    ['https://a.com/x_y_z?q=1', '[https://a.com/x_y_z?q=1](https://a.com/x_y_z?q=1)'],
    ['ana@a.com', '[ana@a.com](mailto:ana@a.com)'],
    ['javascript:alert(1) <img src=x>', 'javascript:alert(1) <img src=x>'],
  ])('%j', (text, expected) => expect(flat(parseRichText(text))).toBe(expected))
  it('leaves the marks out of previews', () => expect(plainText('*Amil* e _Unimed_: www.a.com')).toBe('Amil e Unimed: www.a.com'))
  it('opens only web and mail addresses', () => expect(safeHref('javascript:alert(1)@x')).not.toMatch(/^javascript/))
})

describe('events', () => {
  const event = (id: string, name: string, payload: Record<string, unknown> = {}): TimelineItem => ({ type: 'event', id, name: `inbox.${name}`, actor: 'bot', payload, at: at(1) })
  const told = (items: TimelineItem[]) => rows(items, () => 'day', null).flatMap((day) => day.rows.map((row) => row.key))
  it('are not told twice', () => {
    expect(told([event('a', 'ownership_changed', { reason: 'handoff' }), event('b', 'handoff_requested')])).toEqual(['event:a'])
    expect(told([event('a', 'case_closed'), event('b', 'ownership_changed', { reason: 'closed' })])).toEqual(['event:a'])
    expect(told([event('b', 'handoff_requested')])).toEqual(['event:b'])
  })
})

describe('status and content', () => {
  it('shows ticks for our messages only', () => {
    expect(tickOf({ direction: 'in', status: 'received' })).toBeNull()
    expect(tickOf({ direction: 'out', status: 'played' })).toBe('read')
  })
  it('finds the word of a failure', () => {
    expect(failureWord({ code: '131026', word: 'undeliverable' })).toBe('undeliverable')
    expect(failureWord({ code: 'window_closed' })).toBe('window_closed')
  })
  it('refuses places that are none', () => {
    expect(readPlace({ latitude: '-23.5', longitude: -46.6 })?.latitude).toBe(-23.5)
    expect(readPlace({ latitude: 123, longitude: 0 })).toBeNull()
  })
})

describe('templates', () => {
  const slot = (key: string, name: string | null, kind = 'text') => ({ key, kind, name, example: null, is_needed: true })
  const template: Template = {
    id: 't', category: null, name: 'lembrete', language: 'pt_BR', status: 'APPROVED', slots: [slot('header.nome', 'nome'), slot('body.2', null)],
    components: [{ type: 'HEADER', format: 'TEXT', text: 'Olá {{nome}}' }, { type: 'BODY', text: 'Dia {{2}}.' }, { type: 'FOOTER', text: 'Clínica' }],
  }
  it('asks for each value by name or place', () => expect(asked(template).map(slotName)).toEqual(['nome', '2']))
  it('previews what the customer gets', () => expect(preview(template, { 'header.nome': 'Ana' })).toBe('Olá Ana\nDia {{2}}.\nClínica'))
  it('offers approved ones that need only words', () => {
    expect(isUsable({ ...template, status: 'PAUSED' })).toBe(false)
    expect(isUsable({ ...template, slots: [slot('header', null, 'image')] })).toBe(false)
  })
})

describe('previews', () => {
  it('stand for a kind', () => {
    expect(readPreview('[image]', 'image')).toEqual({ kind: 'image' })
    expect(readPreview('[revoked]', 'text')).toEqual({ kind: 'revoked' })
    expect(readPreview('oi', 'text')).toEqual({ words: 'oi' })
    expect(readPreview(null, 'audio')).toEqual({ kind: 'audio' })
  })
})
