import { expect, it } from 'vitest'
import { contrast, luminance, visible } from './colors'

/** The darkest of the light and the lightest of the dark grounds, and both ends; `tests/bookings/test_colors.py` reads the style sheet. */
const grounds = ['#fae3df', '#deecec', '#efece5', '#ffffff', '#163236', '#3a2b12', '#1b3322', '#0d0f0f']

it.each(['#000000', '#ffffff', '#ffff00', '#0000ff', '#00ff00', '#0e5a66', '#fbecd0', '#777777', '#c86100', '#017cf0'])('%s is seen on every ground of both looks', (given) => {
  for (const ground of grounds) expect(contrast(visible(given), ground), ground).toBeGreaterThanOrEqual(3)
})

it('a colour that is seen already stays', () => expect(visible('#a15ce3')).toBe('#a15ce3'))
it('yellow stays a yellow', () => expect(visible('#ffff00')).toMatch(/^#(..)\1(?:00)$/))
it('luminance goes from black to white', () => expect([luminance('#000000'), luminance('#ffffff')].map((at) => at.toFixed(3))).toEqual(['0.000', '1.000']))
