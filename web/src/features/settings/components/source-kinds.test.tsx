import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { BookingSource } from '@/client/types'
import calendars from '@/i18n/pt-BR/calendars.json'
import errors from '@/i18n/pt-BR/errors.json'
import settings from '@/i18n/pt-BR/settings.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { SourceKinds } from './source-kinds'

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: { method?: string; body?: unknown }) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }) }))

const cake = { id: '412', slug: 'prova-de-bolo', title: 'Prova de bolo', minutes: 30 }
let kinds: () => unknown

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { calendars, errors, settings, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => {
  kinds = () => ({ items: [cake] })
  answer.mockReset().mockImplementation(async (path) => {
    if (path.endsWith('/kinds')) return kinds()
    if (path.endsWith('/services')) return { items: [{ service_id: 's', name: 'Avaliação' }, { service_id: 'f', name: 'Festa' }] }
    if (path.endsWith('/resources')) return { items: [{ id: 'p', kind: 'professional', name: 'Lia' }, { id: 'r', kind: 'room', name: 'Sala' }] }
    return {}
  })
})

const source: BookingSource = {
  id: 'c',
  name: 'Cal.com',
  is_active: true,
  webhook_url: 'https://exemplo.com.br/hooks',
  secret: null,
  last_received_at: null,
  routes: [],
  flagged: 0,
  asked: { address: '', state: 'ok', reason: null, last_asked_at: null, next_at: null },
}
const others = { event_type: '', service_id: 's', professional_id: null, store_id: null }
const bolo = { event_type: 'prova-de-bolo', service_id: 'f', professional_id: 'p', store_id: 'u' }

const shown = (more: Partial<BookingSource> = {}, mayChange = true) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SourceKinds source={{ ...source, ...more }} mayChange={mayChange} />
    </QueryClientProvider>,
  )
const written = () => answer.mock.calls.filter(([, options]) => options.method === 'PUT').map(([path, { body }]) => [path, body])
const adds = () => userEvent.click(screen.getByRole('button', { name: calendars.kinds.add }))

it('says what each kind becomes, by the name it has there, and what all others do', async () => {
  shown({ routes: [others, bolo] })
  const row = await screen.findByText('Prova de bolo')
  expect(within(row.closest('li') as HTMLElement).getByText('Festa')).toBeTruthy()
  expect(screen.getByText('com Lia')).toBeTruthy()
  expect(screen.getByLabelText(calendars.kinds.others)).toHaveValue('s')
})

it('whoever only sees it sees the same, and nobody asks Cal.com for them', async () => {
  shown({ routes: [others, bolo] }, false)
  expect(await screen.findByText('As outras: Avaliação')).toBeTruthy()
  expect(screen.getByText('prova-de-bolo')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
  expect(answer.mock.calls.some(([path]) => path.endsWith('/kinds'))).toBe(false)
})

it('a kind that is chosen is kept by its number', async () => {
  shown({ routes: [others] })
  await adds()
  await userEvent.selectOptions(await screen.findByLabelText(calendars.kinds.kind, { selector: 'select' }), '412')
  await userEvent.selectOptions(screen.getByLabelText(calendars.kinds.service), 'f')
  await userEvent.click(screen.getByRole('button', { name: shell.save }))
  const route = { event_type: '412', service_id: 'f', professional_id: null }
  await vi.waitFor(() => expect(written()).toEqual([['/api/t/t/bookings/sources/c/routes', { routes: [others, route] }]]))
})

it('what is changed keeps its word and where it is', async () => {
  shown({ routes: [bolo, others] })
  await userEvent.click(await screen.findByRole('button', { name: 'Mudar o que Prova de bolo vira' }))
  await userEvent.selectOptions(screen.getByLabelText(calendars.kinds.service), 's')
  await userEvent.selectOptions(screen.getByLabelText(calendars.kinds.professional), '')
  await userEvent.click(screen.getByRole('button', { name: shell.save }))
  await vi.waitFor(() => expect(written()[0]?.[1]).toEqual({ routes: [{ ...bolo, service_id: 's', professional_id: null }, others] }))
})

it.each([
  ['not asked', { asked: null }, undefined, calendars.kinds.typedUnasked],
  ['refused', {}, 'revoked', calendars.kinds.refused],
  ['away', {}, 'away', calendars.kinds.away],
])('a kind can be typed where Cal.com is %s', async (_why, more, reason, words) => {
  kinds = () => {
    throw new ApiError(409, 'calendar_refused', null, { reason: reason ?? '' })
  }
  shown(more)
  await adds()
  expect(await screen.findByText(words)).toBeVisible()
  await userEvent.type(screen.getByLabelText(calendars.kinds.typed), 'cal.com/bruno/festa')
  await userEvent.selectOptions(screen.getByLabelText(calendars.kinds.service), 'f')
  await userEvent.click(screen.getByRole('button', { name: shell.save }))
  await vi.waitFor(() => expect(written()[0]?.[1]).toEqual({ routes: [{ event_type: 'festa', service_id: 'f', professional_id: null }] }))
})

it('nothing is kept of what is missing or set already', async () => {
  shown({ asked: null, routes: [bolo] })
  await adds()
  const save = screen.getByRole('button', { name: shell.save })
  await userEvent.click(save)
  expect(screen.getAllByText(settings.problems.required)).toHaveLength(2)
  await userEvent.type(screen.getByLabelText(calendars.kinds.typed), 'prova-de-bolo')
  await userEvent.selectOptions(await screen.findByLabelText(calendars.kinds.service), 'f')
  await userEvent.click(save)
  expect(screen.getByText(calendars.kinds.twice)).toBeVisible()
  expect(written()).toEqual([])
})

it('one that is taken out is gone, and the keyboard goes on at what adds', async () => {
  shown({ routes: [others, bolo] })
  await userEvent.click(await screen.findByRole('button', { name: 'Tirar Prova de bolo' }))
  await vi.waitFor(() => expect(written()[0]?.[1]).toEqual({ routes: [others] }))
  await vi.waitFor(() => expect(screen.getByRole('button', { name: calendars.kinds.add })).toHaveFocus())
})
