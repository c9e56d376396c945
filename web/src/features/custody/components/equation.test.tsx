import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import custody from '@/i18n/pt-BR/custody.json'
import { Equation } from './equation'

vi.mock('@/lib/session', () => ({ useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }) }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { custody } }, defaultNS: 'custody', react: { useSuspense: false } }))

const sums = { received: 9, again: 2, done: 7, ignored: 1, dead: 1, waiting: 0, retried: 4, missing: 0 }

it('each figure shows its events, and pressed again shows all', async () => {
  const chosen: object[] = []
  const choose = (figure: object) => void chosen.push(figure)
  const { rerender } = render(<Equation sums={sums} chosen={{}} onChoose={choose} />)
  expect(screen.getByRole('button', { pressed: true }).textContent).toContain('Recebidos')
  await userEvent.click(screen.getByRole('button', { name: '4 novas tentativas' }))
  await userEvent.click(screen.getByRole('button', { name: /Com falha/ }))
  expect(chosen).toEqual([{ retried: true }, { state: 'dead' }])
  rerender(<Equation sums={sums} chosen={{ retried: true }} onChoose={choose} />)
  await userEvent.click(screen.getByRole('button', { pressed: true, name: '4 novas tentativas' }))
  expect(chosen[2]).toEqual({})
})

it('says nothing of tries when there were none', () => {
  render(<Equation sums={{ ...sums, retried: 0 }} chosen={{}} onChoose={() => undefined} />)
  expect(screen.queryByText(/tentativa/)).toBeNull()
})
