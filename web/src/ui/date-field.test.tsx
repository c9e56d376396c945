import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { useState } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import en from '@/i18n/en/shell.json'
import shell from '@/i18n/pt-BR/shell.json'
import { DateField } from './date-field'
import { Field } from './field'
import { TimeField } from './time-field'
import { hasRefused } from './use-typing'

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { shell }, en: { shell: en } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => void i18next.changeLanguage('pt-BR'))

const told: string[] = []

function Day({ kept = '', ...bounds }: { kept?: string; min?: string; max?: string }) {
  const [value, setValue] = useState(kept)
  return (
    <>
      <Field label="Dia" error={undefined}>
        <DateField
          {...bounds}
          value={value}
          onChange={(day) => {
            told.push(day)
            setValue(day)
          }}
        />
      </Field>
      <button type="button" onClick={() => setValue('2030-01-02')}>
        outro
      </button>
    </>
  )
}

function Hour({ kept = '' }: { kept?: string }) {
  const [value, setValue] = useState(kept)
  return (
    <Field label="Hora">
      <TimeField
        value={value}
        onChange={(time) => {
          told.push(time)
          setValue(time)
        }}
      />
    </Field>
  )
}

const type = async (label: string, text: string) => {
  const field = screen.getByLabelText<HTMLInputElement>(label)
  await userEvent.clear(field)
  await userEvent.type(field, text)
  return field
}

beforeEach(() => {
  told.length = 0
})

it.each(['pt-BR', 'en'])('a day is typed day before month, in %s too', async (language) => {
  await i18next.changeLanguage(language)
  render(<Day />)
  const field = await type('Dia', '03042026')
  expect(field).toHaveValue('03/04/2026')
  expect(told).toEqual(['2026-04-03'])
})

it('whoever uses it is told nothing until a day stands there in whole', async () => {
  render(<Day kept="2026-11-21" />)
  const field = screen.getByLabelText('Dia')
  await userEvent.type(field, '{Backspace}{Backspace}')
  expect([field, told]).toEqual([field, []])
  await userEvent.type(field, '31')
  expect(field).toHaveValue('21/11/2031')
  expect(told).toEqual(['2031-11-21'])
})

it('what is no day is refused when they are done, and stays to be mended', async () => {
  render(<Day kept="2026-11-21" />)
  const field = await type('Dia', '31/02/2026')
  expect(screen.queryByRole('alert')).toBeNull()
  await userEvent.tab()
  expect(screen.getByRole('alert')).toHaveTextContent(shell.field.noDate)
  expect(field).toBeInvalid()
  expect(field).toHaveAccessibleDescription(shell.field.noDate)
  expect(field).toHaveValue('31/02/2026')
  expect(told.at(-1)).toBe('')
  await type('Dia', '28/2/26{Enter}')
  expect(field).toHaveValue('28/02/2026')
  expect(field).toBeValid()
  expect(told.at(-1)).toBe('2026-02-28')
})

it.each(['pt-BR', 'en'])('a year that was cut short is asked for, in %s too, and the field stays as high as it was', async (language) => {
  await i18next.changeLanguage(language)
  render(<Day />)
  const field = await type('Dia', '01/02/20{Enter}')
  expect(screen.getByRole('alert')).toHaveTextContent((language === 'en' ? en : shell).field.noYear)
  expect(screen.getByRole('alert')).toHaveClass('absolute')
  expect(told.filter(Boolean)).toEqual([])
  await userEvent.type(field, '26{Enter}')
  expect(field).toHaveValue('01/02/2026')
  expect(screen.queryByRole('alert')).toBeNull()
  await type('Dia', '01/02/26{Enter}')
  expect(field).toHaveValue('01/02/2026')
  expect(told.at(-1)).toBe('2026-02-01')
})

it('what is out of bounds says which they are', async () => {
  render(<Day min="2026-11-10" max="2026-11-20" />)
  await type('Dia', '09112026{Enter}')
  expect(screen.getByRole('alert')).toHaveTextContent('A partir de 10/11/2026.')
  await type('Dia', '21112026{Enter}')
  expect(screen.getByRole('alert')).toHaveTextContent('Até 20/11/2026.')
  await type('Dia', '20112026{Enter}')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(told.filter(Boolean)).toEqual(['2026-11-20'])
})

it('a day is pasted as people and as machines write it', async () => {
  render(<Day />)
  const field = screen.getByLabelText('Dia')
  await userEvent.click(field)
  await userEvent.paste(' 2026-11-21 ')
  expect(field).toHaveValue('21/11/2026')
  await userEvent.clear(field)
  await userEvent.paste('5.3.2027')
  expect(field).toHaveValue('05/03/2027')
  await userEvent.clear(field)
  await userEvent.paste('amanhã')
  await userEvent.tab()
  expect(screen.getByRole('alert')).toBeVisible()
  expect(told).toEqual(['2026-11-21', '', '2027-03-05', ''])
})

it('what somebody else sets takes the place of what was typed', async () => {
  render(<Day kept="2026-11-21" />)
  const field = await type('Dia', '99/99')
  await userEvent.click(screen.getByRole('button', { name: 'outro' }))
  expect(field).toHaveValue('02/01/2030')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('the calendar is walked by keys, within bounds, and gives the focus back', async () => {
  render(<Day kept="2026-11-21" min="2026-10-05" max="2027-12-31" />)
  const button = screen.getByRole('button', { name: shell.field.calendar })
  await userEvent.click(button)
  const day = (name: RegExp) => within(screen.getByRole('grid')).getByRole('button', { name })
  expect(screen.getByRole('grid')).toHaveAccessibleName('novembro de 2026')
  expect(day(/^sábado, 21 de novembro de 2026/)).toHaveFocus()
  for (const [key, name] of [
    ['{ArrowRight}', /^domingo, 22 de novembro/],
    ['{ArrowDown}', /^domingo, 29 de novembro/],
    ['{Home}', /^segunda-feira, 23 de novembro/],
    ['{End}', /^domingo, 29 de novembro/],
    ['{PageDown}', /^terça-feira, 29 de dezembro/],
    ['{PageUp}{PageUp}', /^quinta-feira, 29 de outubro/],
    ['{PageUp}', /^segunda-feira, 5 de outubro/], // no further than the bound
    ['{Shift>}{PageDown}{/Shift}', /^terça-feira, 5 de outubro de 2027/],
    ['{ArrowUp}{ArrowLeft}', /^segunda-feira, 27 de setembro de 2027/],
  ] as const) {
    await userEvent.keyboard(key)
    expect(day(name), key).toHaveFocus()
  }
  await userEvent.keyboard('{Enter}')
  expect(screen.queryByRole('grid')).toBeNull()
  expect(button).toHaveFocus()
  expect(screen.getByLabelText('Dia')).toHaveValue('27/09/2027')
  await userEvent.keyboard('{Enter}')
  expect(screen.getByRole('gridcell', { selected: true })).toHaveTextContent('27')
  await userEvent.keyboard('{Escape}')
  expect(button).toHaveFocus()
  expect(told).toEqual(['2027-09-27'])
})

it('what is refused keeps its form from being saved, where nothing at all would be well', async () => {
  const saved: number[] = []
  render(
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!hasRefused(event.currentTarget)) saved.push(told.length)
      }}
    >
      <Day />
      <input type="submit" value="Salvar" />
    </form>,
  )
  const field = await type('Dia', '31/02/2027')
  await userEvent.click(screen.getByRole('button', { name: 'Salvar' }))
  expect(field).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(saved).toEqual([])
  await userEvent.clear(field)
  await userEvent.keyboard('{Enter}')
  expect(saved).toHaveLength(1)
})

it('a time is typed by the clock of 24 hours, and refused where there is none', async () => {
  render(<Hour kept="21:00:00" />)
  const field = screen.getByLabelText<HTMLInputElement>('Hora')
  expect(field).toHaveValue('21:00')
  await type('Hora', '1405')
  expect(field).toHaveValue('14:05')
  await type('Hora', '9')
  await userEvent.tab()
  expect(field).toHaveValue('09:00')
  await type('Hora', '2575{Enter}')
  expect(screen.getByRole('alert')).toHaveTextContent(shell.field.noTime)
  expect(told).toEqual(['', '14:05', '', '09:00', ''])
})

function Two({ kept = '' }: { kept?: string }) {
  const [first, setFirst] = useState('2026-11-25')
  const [last, setLast] = useState(kept)
  return (
    <>
      <Field label="De">
        <DateField value={first} onChange={setFirst} />
      </Field>
      <Field label="Até">
        <DateField
          min={first}
          value={last}
          onChange={(day) => {
            told.push(day)
            setLast(day)
          }}
        />
      </Field>
    </>
  )
}

it('what a bound refused is read again when the bound moves', async () => {
  render(<Two />)
  await type('Até', '20112026{Enter}')
  expect(screen.getByRole('alert')).toHaveTextContent('A partir de 25/11/2026.')
  await type('De', '15112026{Enter}')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByLabelText('Até')).toHaveValue('20/11/2026')
  expect(told).toEqual(['2026-11-20'])
})

it('each calendar says whose it is', () => {
  render(<Two />)
  const [first, last] = screen.getAllByRole('button', { name: shell.field.calendar })
  expect(first).toHaveAccessibleDescription('De')
  expect(last).toHaveAccessibleDescription('Até')
})

it('a kept day that a bound leaves behind says so, until the bound comes back', async () => {
  render(<Two kept="2026-11-26" />)
  await type('De', '30112026{Enter}')
  expect(screen.getByLabelText('Até')).toBeInvalid()
  expect(screen.getByRole('alert')).toHaveTextContent('A partir de 30/11/2026.')
  await type('De', '26112026{Enter}')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(told).toEqual([])
})
