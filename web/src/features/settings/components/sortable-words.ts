import { useTranslation } from 'react-i18next'

/** What a list in an order says about itself. */
export function useSortableWords() {
  const { t } = useTranslation('settings')
  return {
    handle: (name: string) => t('sort.handle', { name }),
    instructions: t('sort.instructions'),
    lifted: (name: string) => t('sort.lifted', { name }),
    moved: (name: string, position: number, total: number) => t('sort.moved', { name, position, total }),
    cancelled: t('sort.cancelled'),
  }
}
