import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import type { OutsideCalendar } from '@/client/types'
import calendars from '@/i18n/pt-BR/calendars.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { CalendarCard } from './calendar-card'

vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }) }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { calendars, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))

const calendar: OutsideCalendar = {
  id: 'c',
  resource_id: 'r',
  provider: 'google',
  environment: 'live',
  account: 'ana@example.com',
  name: 'ana@example.com',
  detail: 'service',
  is_written: true,
  is_blocking: true,
  is_followed: false,
  state: 'ok',
  reason: null,
  failures: 0,
  failed_at: null,
  has_cursor: true,
  cursor_at: '2030-01-02T12:00:00Z',
  read_all_at: null,
  last_written_at: null,
  next_look_at: null,
  unreadable: 0,
  waiting: 0,
  refused: 0,
  busy: 0,
  flags: 0,
  channel: { is_open: false, until: null, last_told_at: null, problem: null },
}

const shown = (channel: Partial<OutsideCalendar['channel']>) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CalendarCard calendar={{ ...calendar, channel: { ...calendar.channel, ...channel } }} mayChange isHead isWritten onChoose={() => undefined} />
    </QueryClientProvider>,
  )

it.each([
  ['refused', 'ele recusou o endereço desta instalação.'],
  ['away', 'ele não respondeu; pedimos de novo sozinhos.'],
  ['needs_https', 'o endereço desta instalação não começa com https://.'],
  ['vanished', 'vanished'],
])('says why nobody tells of changes, and that it is looked at meanwhile: %s', (problem, words) => {
  shown({ problem })
  expect(screen.getByText('sem avisos; olhamos a cada poucos minutos')).toBeTruthy()
  expect(screen.getByText(`Por que o Google não avisa: ${words}`)).toBeTruthy()
})

it('says nothing of it while a channel is open, or where none was asked for yet', () => {
  shown({ is_open: true, until: '2030-01-09T12:00:00Z', problem: 'refused' })
  shown({})
  expect(screen.queryByText(/Por que o Google não avisa/)).toBeNull()
})

const feed = (given: Partial<OutsideCalendar>) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CalendarCard calendar={{ ...calendar, provider: 'ics', account: '', is_written: false, state: 'failing', ...given }} mayChange isHead isWritten={false} onChoose={() => undefined} />
    </QueryClientProvider>,
  )

it.each([
  ['away:404', /^Não há nada neste endereço \(erro 404\)/],
  ['away:403', /^O endereço não deixa ler \(erro 403\)/],
  ['away:500', /^O endereço respondeu com o erro 500\./],
  ['away:too_large', /^O calendário passa de 5 MB/],
  ['away:address_not_public', /rede interna/],
  ['away:unreachable', /^Ninguém responde/],
  ['unreadable:no_calendar', /não é um calendário/],
  ['unreadable:cut', /pela metade/],
])('a feed that could not be read says why in words: %s', (reason, words) => {
  feed({ reason })
  expect(screen.getByText(words)).toHaveTextContent(calendars.subscribed.failing)
  expect(screen.queryByText(reason)).toBeNull()
})

it('a feed is only read, and one that is never fetched is not blamed on Google', () => {
  feed({ state: 'ok', reason: null })
  expect(screen.getByText(calendars.subscribed.ok)).toBeVisible()
  feed({ state: 'broken', reason: 'forbidden' })
  expect(screen.getByText(calendars.subscribed.forbidden)).toBeVisible()
  expect(screen.queryByText(/Google não deixa/)).toBeNull()
})

it('what there are no words for is shown as it is', () => {
  feed({ reason: 'away:address_malformed' })
  expect(screen.getByText('away:address_malformed')).toBeVisible()
})
