import { describe, expect, it } from 'vitest'
import { isLead, isQuiet, slotsOf, spelled, suggested } from './reminders'

const template = {
  components: [
    { type: 'BODY', text: 'Olá, {{1}}! {{2}}, às {{3}}.' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Confirmo' }, { type: 'QUICK_REPLY', text: 'Quero remarcar' }] },
  ],
  slots: [
    { key: 'body.1', kind: 'text', name: null, example: 'Marina' },
    { key: 'body.2', kind: 'text', name: null, example: 'quinta-feira, 12/11' },
    { key: 'body.3', kind: 'text', name: null, example: '14h30' },
    { key: 'button.0', kind: 'payload', name: null, example: null },
    { key: 'button.1', kind: 'payload', name: null, example: null },
    { key: 'header', kind: 'image', name: null, example: null },
  ],
} as never

const usual = ['nome', 'o_que', 'quando', 'onde', 'dia', 'data', 'hora', 'confirmar', 'remarcar', 'cancelar']

describe('reminders', () => {
  it.each([
    [1440, 1, 'days'],
    [120, 2, 'hours'],
    [90, 90, 'minutes'],
    [2880, 2, 'days'],
  ])('%i minutes are %i %s', (lead, amount, unit) => expect(spelled(lead)).toEqual({ amount, unit }))

  it('are from a quarter of an hour to two weeks ahead', () => {
    expect([14, 15, 20_160, 20_161, NaN, 30.5].map(isLead)).toEqual([false, true, true, false, false, false])
  })

  it('rest for sixteen hours at most', () => {
    expect([isQuiet('21:00', '08:00'), isQuiet('21:00', '21:00'), isQuiet('08:00', '02:00'), isQuiet('', '08:00')]).toEqual([true, false, false, false])
  })

  it('fill a template from its own examples and the words on its buttons', () => {
    expect(slotsOf(template).map(({ key }) => key)).toEqual(['body.1', 'body.2', 'body.3', 'button.0', 'button.1'])
    expect(suggested(template, usual)).toEqual({ 'body.1': '{{nome}}', 'body.2': '{{dia}}, {{data}}', 'body.3': '{{hora}}', 'button.0': '{{confirmar}}', 'button.1': '{{remarcar}}' })
  })

  it('ask for nothing that the message has not', () => {
    expect(suggested(template, ['o_que', 'quando', 'link', 'codigo'])).toEqual({ 'body.1': '{{o_que}}', 'body.2': '{{quando}}', 'body.3': '{{link}}', 'button.0': '{{codigo}}', 'button.1': '{{codigo}}' })
    const offer = { ...(template as object), components: [{ type: 'BUTTONS', buttons: [{ text: 'Quero' }, { text: 'Não quero' }] }] } as never
    expect(suggested(offer, [...usual.slice(0, -3), 'ate', 'quero', 'nao_quero'])).toMatchObject({ 'button.0': '{{quero}}', 'button.1': '{{nao_quero}}' })
  })
})
