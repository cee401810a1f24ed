"""How the project is run: phases, deliverables, plan, people, committees, risks, budget, communication."""
