import { describe, expect, it } from 'vitest'
import type { Phone, SimMessage } from '../wire'
import { bubbleOf, pieces, safeLink } from './bubble'
import { switchesOn } from './faults'
import { pendingMessage, phoneDigits, upsert, usernameOf, withoutPending } from './timeline'

const phone: Phone = { id: 'p', name: 'Ana', phone: '5511987650001', wa_id: '5511987650001', username: null, receipts: true, online: true, on_whatsapp: true, wants_marketing: true }
const message = (seq: number, extra: Partial<SimMessage> = {}): SimMessage => ({ ...pendingMessage(phone, 'n', 'text', {}), seq, id: `m${seq}`, ...extra })

describe('timeline', () => {
  it('puts a late message in its place and pending ones last', () => {
    const pending = pendingMessage(phone, 'n', 'text', {})
    const items = [message(1), message(4), pending].reduce(upsert, [] as SimMessage[])
    expect(upsert(items, message(3)).map((one) => one.id)).toEqual(['m1', 'm3', 'm4', pending.id])
  })
  it('replaces a message it knows', () => {
    expect(upsert([message(1), message(2)], message(1, { status: 'read' })).map((one) => one.status)).toEqual(['read', 'pending'])
  })
  it('forgets the pending bubble', () => {
    const pending = pendingMessage(phone, 'n', 'text', {})
    expect(withoutPending([message(1), pending], pending.id)).toHaveLength(1)
  })
})

describe('numbers and usernames as typed', () => {
  it.each([
    ['(11) 98765-0001', '5511987650001'],
    ['+55 11 3000-5500', '551130005500'],
    ['+351 912 345 678', '351912345678'],
    ['011 98765 0001', '5511987650001'],
  ])('%s is %s', (typed, digits) => expect(phoneDigits(typed)).toBe(digits))
  it.each(['', '1234', '1'.repeat(16)])('%j is no number', (typed) => expect(phoneDigits(typed)).toBeNull())
  it('takes usernames with and without @', () => {
    expect(usernameOf('@Lia.Campos')).toBe('@lia.campos')
    expect(usernameOf('a b')).toBeNull()
  })
})

describe('bubbleOf', () => {
  it('reads buttons', () => {
    const bubble = bubbleOf({
      type: 'interactive',
      body: { interactive: { type: 'button', body: { text: 'Oi' }, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } } },
    })
    expect(bubble).toMatchObject({ text: 'Oi', buttons: [{ id: 'a', title: 'A', kind: 'reply' }] })
  })
  it('reads a list', () => {
    const bubble = bubbleOf({
      type: 'interactive',
      body: { interactive: { type: 'list', body: { text: 'Oi' }, action: { button: 'Ver', sections: [{ title: 'S', rows: [{ id: 'r', title: 'R' }] }] } } },
    })
    expect(bubble.list).toEqual({ label: 'Ver', sections: [{ title: 'S', rows: [{ id: 'r', title: 'R', description: undefined }] }] })
  })
  it('never trusts a body', () => {
    for (const type of ['text', 'image', 'location', 'contacts', 'interactive', 'template', 'button', 'poll']) expect(() => bubbleOf({ type, body: { [type]: 7 } })).not.toThrow()
  })
  it('opens only web addresses', () => {
    expect(safeLink('https://a.example')).toBe('https://a.example')
    expect(safeLink('javascript:alert(1)')).toBeUndefined()
  })
})

describe('pieces', () => {
  it('marks what WhatsApp marks', () => {
    expect(pieces('um *dois* _três_ 2*3*4 https://a.example/x.')).toEqual([
      { text: 'um ' },
      { text: 'dois', mark: 'bold' },
      { text: ' ' },
      { text: 'três', mark: 'italic' },
      { text: ' 2*3*4 ' },
      { text: 'https://a.example/x', link: 'https://a.example/x' },
      { text: '.' },
    ])
  })
})

describe('switchesOn', () => {
  it('names what is on in the order of the panel', () => {
    const fault = (kind: string) => ({ id: kind, kind, number_id: 'n', count: null, probability: 1, params: {}, struck: 0 })
    expect(switchesOn([fault('token_expired'), fault('repeat'), fault('error')]).map((one) => one.name)).toEqual(['repeat', 'tokenExpired'])
  })
})
