"""What an analyst does with the doubtful cases: the queue, the case, the directory, the workbook, the sample,
the what-if.
"""
