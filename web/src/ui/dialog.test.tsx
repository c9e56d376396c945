import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, expect, it, vi } from 'vitest'
import shell from '@/i18n/pt-BR/shell.json'
import { Dialog } from './dialog'

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { shell } }, defaultNS: 'shell', react: { useSuspense: false } }))

const shown = (isFilled: boolean) => {
  const onClose = vi.fn()
  render(
    <Dialog open onOpenChange={onClose} isFilled={isFilled} title="Novo" closeLabel="Fechar">
      <input aria-label="Nota" defaultValue="látex" />
    </Dialog>,
  )
  return onClose
}
// the layers hear of a press beside them a tick after they are there
const beside = async () => {
  await new Promise((resolve) => setTimeout(resolve))
  const overlay = document.querySelector('.bg-overlay')
  if (overlay) await userEvent.setup({ pointerEventsCheck: 0 }).click(overlay)
}

it('Escape and a press beside it close what holds nothing', async () => {
  const onClose = shown(false)
  await userEvent.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledTimes(1)
  await beside()
  expect(onClose).toHaveBeenCalledTimes(2)
})

it.each([
  ['Escape', () => userEvent.keyboard('{Escape}')],
  ['a press beside it', beside],
])('%s asks before what is filled in is lost', async (_, leave) => {
  const onClose = shown(true)
  await leave()
  expect(onClose).not.toHaveBeenCalled()
  expect(screen.getByRole('alertdialog')).toHaveAccessibleName(shell.discard.title)
  expect(screen.getByRole('button', { name: shell.discard.stay })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(screen.queryByRole('alertdialog')).toBeNull()
  expect(screen.getByLabelText('Nota')).toHaveValue('látex')
  await leave()
  await userEvent.click(screen.getByRole('button', { name: shell.discard.leave }))
  expect(onClose).toHaveBeenCalledWith(false)
})
