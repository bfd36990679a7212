import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { randomHistory } from './history.ts'
import { countedEvents } from './plain-count.ts'
import { RULES, ruleTest, rulesText } from './rule-test.ts'
import { checkedSteps, figuresOf, wrongFigures, wrongPages } from './judge.ts'
const [a=1,b=1]=process.argv.slice(2).map(Number)
for (let seed=a; seed<=b; seed++) {
  const h=randomHistory(seed), c=countedEvents(h)
  const checked=checkedSteps(h,12)
  const t=performance.now()
  const out=await testRules({name:RULES,text:rulesText(h)},ruleTest(h,c,checked))
  const ms=performance.now()-t
  const ev=readEvaluations(out.output)
  const figs=figuresOf(h,c,checked,ev)
  const wrong=process.env.ALL?figs:wrongFigures(figs)
  const pages=wrongPages(h,c,ev)
  console.log(`seed ${seed} ${h.kind} ${h.stepSeconds}s n=${h.all.length} born=${h.born} ${h.period} ${h.objectivePercent} ${ms.toFixed(0)}ms figs=${figs.length} wrong=${wrong.length} pages=${pages.length} sg=${JSON.stringify(h.scrapeGaps.map(x=>[x.from,x.to]))} eg=${JSON.stringify(h.evaluationGaps.map(x=>[x.from,x.to]))} r=${h.resets} gb=${JSON.stringify(h.givenBack)}`)
  for (const w of wrong) console.log('   ',w.step,w.name,w.rules?.toPrecision(5),w.plain.toPrecision(5),'±',w.tolerance.toPrecision(2))
  if(pages.length) console.log('    pages', pages.slice(0,12).map(p=>p.kind[0]+p.step).join(' '), '..', pages.at(-1)?.step)
}
