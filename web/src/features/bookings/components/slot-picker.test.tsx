import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { useState } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { SlotPicker } from './slot-picker'

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), useToday: () => '2030-01-02' }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => answer.mockReset())

it('nothing else is chosen while what was chosen is being done', async () => {
  const at = Date.parse('2030-01-02T12:00:00Z')
  answer.mockResolvedValue({ items: ['2030-01-02T12:00:00Z', '2030-01-02T13:00:00Z'].map((starts_at) => ({ starts_at, store_id: null })), stores: [], timezone: 'America/Sao_Paulo' })
  const onChoose = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SlotPicker wanted={{ parts: [{ service: 's' }] }} day="2030-01-02" onDay={() => undefined} chosen={at} isBusy onChoose={onChoose} />
    </QueryClientProvider>,
  )
  await userEvent.click(await screen.findByRole('button', { name: '09:00' }))
  await userEvent.click(screen.getByRole('button', { name: '10:00' }))
  expect(onChoose).not.toHaveBeenCalled()
})

const days: string[] = []

function Picker() {
  const [day, setDay] = useState('2030-01-02')
  return (
    <>
      <SlotPicker wanted={{ parts: [{ service: 's' }] }} day={day} onDay={(to) => (days.push(to), setDay(to))} chosen={null} onChoose={() => undefined} />
      <button type="button" onClick={() => setDay('2030-05-05')}>
        outro
      </button>
    </>
  )
}

const shown = async () => {
  days.length = 0
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Picker />
    </QueryClientProvider>,
  )
  return screen.findByRole('button', { name: bookings.slots.next })
}

it('a search without an answer is not said to have found nothing, and is asked again', async () => {
  answer.mockResolvedValueOnce({ items: [], stores: [] })
  const button = await shown()
  answer.mockRejectedValueOnce(new ApiError(0, 'network'))
  await userEvent.click(button)
  expect(await screen.findByRole('alert')).not.toBeEmptyDOMElement()
  expect(screen.queryByText(bookings.slots.noneSoon)).toBeNull()
  answer.mockResolvedValueOnce({ items: [], stores: [] })
  await userEvent.click(screen.getByRole('button', { name: bookings.slots.next }))
  expect(await screen.findByText(bookings.slots.noneSoon)).toBeVisible()
})

it('an answer that comes when another day is looked at goes nowhere', async () => {
  answer.mockResolvedValue({ items: [], stores: [] })
  const button = await shown()
  let come: (found: unknown) => void = () => undefined
  answer.mockReturnValueOnce(new Promise((resolve) => (come = resolve)))
  await userEvent.click(button)
  await userEvent.click(screen.getByRole('button', { name: 'outro' }))
  come({ items: [{ starts_at: '2030-01-09T12:00:00Z', store_id: null }], stores: [] })
  await waitFor(() => expect(answer).toHaveBeenCalledTimes(3))
  await screen.findByRole('button', { name: bookings.slots.next })
  expect(days).toEqual([])
})
