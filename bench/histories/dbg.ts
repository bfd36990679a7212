import { readEvaluations } from '../../adapters/prometheus/promtool-evaluations.testkit.ts'
import { testRules } from '../../adapters/prometheus/promtool.ts'
import { randomHistory } from './history.ts'
import { countedEvents, recordedEvents } from './plain-count.ts'
import { RULES, ruleTest, rulesText, sloOf } from './rule-test.ts'
import { seriesOf } from '../../slo/core/identity.ts'
import { SERIES } from '../../slo/core/names.ts'
const [seed=1,from=0,to=1]=process.argv.slice(2).map(Number)
const h=randomHistory(seed), c=countedEvents(h), r=recordedEvents(h,c), slo=sloOf(h)
const names={tc:SERIES.totalCount,seen:SERIES.seenErrors,ec:SERIES.errorCount,tot:SERIES.total,err:SERIES.errors,cu:SERIES.caughtUp,pT:SERIES.pendingTotal,sT:SERIES.sparseTotal,born:SERIES.firstSample, ...(process.env.M ? {m: process.env.M} : {})} 
let y=ruleTest(h,c,[])
const steps=[]; for(let s=from;s<=to;s++) steps.push(s)
const add=steps.flatMap(s=>Object.values(names).map(n=>`      - { expr: 'sum(${seriesOf(slo,n)})', eval_time: ${s*h.stepSeconds}s, exp_samples: [] }`)).join('\n')
y=y.replace(/(promql_expr_test:)/,`$1\n${add}`)
const out=await testRules({name:RULES,text:rulesText(h)},y)
if (out.output.includes('rror')&&!out.output.includes('exp')) console.log(out.output.slice(0,500))
const ev=readEvaluations(out.output)
let truthAll=0
for(const s of steps) console.log(s,'scr',c.scraped[s]?.all,c.scraped[s]?.bad,'truth',r.all[s],r.bad[s],Object.entries(names).map(([k,n])=>`${k}=${ev(`sum(${seriesOf(slo,n)})`,`${s*h.stepSeconds}s`)?.toFixed(2)??'-'}`).join(' '))
