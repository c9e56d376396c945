import { describe, expect, it } from 'vitest'
import { zonesWith, zoneTitle } from './zones'

describe('time zones', () => {
  it('are those offered, each once, whichever of them is kept', () => {
    expect(new Set(zonesWith(null)).size).toBe(zonesWith(null).length)
    expect(zonesWith('America/Rio_Branco')).toEqual(zonesWith(null))
  })

  it('have the one that is kept beside them, so that saving does not change it', () => {
    expect(zonesWith('Asia/Tokyo')).toEqual([...zonesWith(null), 'Asia/Tokyo'])
  })

  it('are names that this browser knows, written without underscores', () => {
    for (const zone of zonesWith(null)) expect(new Intl.DateTimeFormat('pt-BR', { timeZone: zone }).resolvedOptions().timeZone).toBeTruthy()
    expect(zoneTitle('America/Sao_Paulo')).toBe('America/Sao Paulo')
  })
})
