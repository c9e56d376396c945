/** The bot's menu: what fits, and how WhatsApp will show it. Limits are the server's (bot settings) and WhatsApp's (buttons, lists). */
import type { MenuItem } from '../wire'

export const MOST_ITEMS = 20
export const LONGEST_TITLE = 60
export const LONGEST_TEXT = 1024
export const BUTTONS = { most: 3, title: 20 }
export const LIST = { most: 10, title: 24 }

export type MenuProblem = 'noTitle' | 'longTitle' | 'noText'

export function menuProblem(item: MenuItem): MenuProblem | null {
  if (item.title.trim() === '') return 'noTitle'
  if (item.title.trim().length > LONGEST_TITLE) return 'longTitle'
  if (item.action === 'text' && !item.text?.trim()) return 'noText'
  return null
}

/** Up to three short titles become buttons, up to ten a list; more are continued on a second page. */
export function menuShape(menu: readonly MenuItem[]): 'none' | 'buttons' | 'list' | 'pages' {
  if (menu.length === 0) return 'none'
  if (menu.length <= BUTTONS.most && menu.every((item) => item.title.length <= BUTTONS.title)) return 'buttons'
  return menu.length <= LIST.most ? 'list' : 'pages'
}

/** WhatsApp cuts the title in the shape that the menu takes. */
export const isCut = (item: MenuItem, menu: readonly MenuItem[]): boolean => menuShape(menu) !== 'buttons' && item.title.length > LIST.title

/** A new id that no item has. */
export function newItemId(menu: readonly MenuItem[]): string {
  let number = menu.length + 1
  while (menu.some((item) => item.id === `item-${number}`)) number += 1
  return `item-${number}`
}

/** The text with `{{words}}` filled in; unknown ones stay as they are. */
export const fillIn = (text: string, words: Record<string, string>): string =>
  text.replace(/\{\{\s*([\wçãáéíóúâêô]+)\s*\}\}/gi, (whole, name: string) => words[name.toLowerCase()] ?? whole)
