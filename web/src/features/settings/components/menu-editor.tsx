import { Plus, Trash2 } from 'lucide-react'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import { Sortable } from '@/ui/sortable'
import { LIST, LONGEST_TEXT, LONGEST_TITLE, MOST_ITEMS, isCut, menuProblem, menuShape, newItemId } from '../rules/menu'
import { type MenuItem, menuActions } from '../wire'
import { MayChange } from './frame'
import { useSortableWords } from './sortable-words'

type Props = { menu: MenuItem[]; hasTried: boolean; problemAt: (field: string) => string | undefined; onChange: (menu: MenuItem[]) => void }

/** The bot's menu in its order: what each line is called and what it answers. */
export function MenuEditor({ menu, hasTried, problemAt, onChange }: Props) {
  const { t } = useTranslation('settings')
  const words = useSortableWords()
  const mayChange = use(MayChange)
  const set = (id: string, changes: Partial<MenuItem>) => onChange(menu.map((item) => (item.id === id ? { ...item, ...changes } : item)))
  const titleError = (item: MenuItem, index: number) => {
    const problem = menuProblem(item)
    if (problem === 'longTitle') return t('bot.longTitle', { most: LONGEST_TITLE })
    if (problem === 'noTitle' && hasTried) return t('problems.required')
    return problemAt(`menu.${index}.title`) ?? problemAt(`menu.${index}.id`)
  }
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <Badge tone={menu.length >= MOST_ITEMS ? 'wait' : 'neutral'}>{t('bot.menuCount', { count: menu.length, most: MOST_ITEMS })}</Badge>
        {t(`bot.shape.${menuShape(menu)}`)}
      </p>
      <Sortable
        items={menu}
        isFixed={!mayChange}
        idOf={(item) => item.id}
        nameOf={(item) => item.title || t('bot.untitled')}
        words={words}
        className="flex flex-col gap-2"
        rowClassName="rounded-xl border p-2"
        onReorder={onChange}
        render={(item, index) => (
          <div className="flex flex-col gap-2">
            <div className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
              <Field
                className="min-w-40 flex-1 sm:min-w-0"
                label={<span className="text-xs text-ink-2">{t('bot.itemTitle')}</span>}
                hint={isCut(item, menu) ? t('bot.cut', { most: LIST.title }) : undefined}
                error={titleError(item, index)}
              >
                <Input value={item.title} maxLength={LONGEST_TITLE} onChange={(event) => set(item.id, { title: event.target.value })} />
              </Field>
              <Field className="min-w-36 flex-1 sm:max-w-56 sm:min-w-0" label={<span className="text-xs text-ink-2">{t('bot.itemAction')}</span>} error={problemAt(`menu.${index}.action`)}>
                <Select value={item.action} onChange={(event) => set(item.id, { action: event.target.value as MenuItem['action'] })}>
                  {menuActions.map((action) => (
                    <option key={action} value={action}>
                      {t(`bot.actions.${action}`)}
                    </option>
                  ))}
                </Select>
              </Field>
              <Button variant="ghost" size="icon" className="mt-6.5 shrink-0" aria-label={t('form.removeNamed', { name: item.title })} onClick={() => onChange(menu.filter((one) => one.id !== item.id))}>
                <Trash2 aria-hidden />
              </Button>
            </div>
            {item.action === 'text' && (
              <Field
                label={<span className="text-xs text-ink-2">{t('bot.itemText')}</span>}
                error={hasTried && menuProblem(item) === 'noText' ? t('problems.required') : problemAt(`menu.${index}.text`)}
              >
                <Textarea rows={2} maxLength={LONGEST_TEXT} value={item.text ?? ''} onChange={(event) => set(item.id, { text: event.target.value })} />
              </Field>
            )}
          </div>
        )}
      />
      <Button className="self-start" disabled={menu.length >= MOST_ITEMS} onClick={() => onChange([...menu, { id: newItemId(menu), title: '', action: 'text', text: '' }])}>
        <Plus aria-hidden />
        {t('bot.addItem')}
      </Button>
    </>
  )
}
